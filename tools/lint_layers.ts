/**
 * Which folder may import which: the one place where it is written down.
 *
 * @module
 */

const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  driver: [],
  hogql: [],
  local: ["hogql", "deno.json"],
  templates: ["driver"],
  executor: ["driver", "templates", "hogql"],
  agent: ["driver", "hogql", "templates", "executor", "deno.json"],
  cli: ["driver", "templates", "executor", "agent", "local", "deno.json"],
};

/** Packages with one door each. */
const ONLY_IN: Readonly<Record<string, string>> = {
  "chdb": "local/chdb.ts",
  "@e2b/sdk": "executor/e2b/sdk.ts",
  "@posthog/hogql-parser": "hogql/instance.ts",
};

const ROOT = new URL("../", import.meta.url).pathname;

const plugin: Deno.lint.Plugin = {
  name: "project",
  rules: {
    layers: {
      create(context) {
        const url = new URL(`file://${context.filename}`);
        const file = url.pathname.slice(ROOT.length);
        const from = topFolder(file);
        const allowed = MAY_IMPORT[from];
        if (allowed === undefined) return {};

        function complaint(specifier: string): string | undefined {
          if (file.startsWith("templates/scripts/")) {
            return `Cannot import "${specifier}" from a script: it gets the driver handed in`;
          }
          if (!specifier.startsWith(".")) {
            if (from === "driver") {
              return `Cannot import "${specifier}" from driver/: it runs on any runtime`;
            }
            const door = ONLY_IN[specifier];
            if (door !== undefined && door !== file) {
              return `Cannot import "${specifier}" from ${file}: only from ${door}`;
            }
            return undefined;
          }
          const to = topFolder(
            new URL(specifier, url).pathname.slice(ROOT.length),
          );
          if (to === from || allowed?.includes(to)) return undefined;
          return `Cannot import ${to}/ from ${from}/`;
        }

        function check(node: Deno.lint.Node | null): void {
          if (node?.type !== "Literal" || typeof node.value !== "string") {
            return;
          }
          const message = complaint(node.value);
          if (message !== undefined) context.report({ node, message });
        }

        return {
          ImportDeclaration: (node) => check(node.source),
          ImportExpression: (node) => check(node.source),
          ExportNamedDeclaration: (node) => check(node.source),
          ExportAllDeclaration: (node) => check(node.source),
        };
      },
    },
  },
};

export default plugin;

function topFolder(path: string): string {
  return path.split("/", 1).join();
}
