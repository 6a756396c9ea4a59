import type { EscapeAttempt } from "./attempt.ts";

/** What is to be known about the machine. */
export const MACHINE_ATTEMPTS: readonly EscapeAttempt[] = [
  {
    name: "read a variable of the system",
    body: `return Deno.env.get("HOME");`,
    refused: /env access to "HOME"/,
  },
  {
    name: "read all variables",
    body: `return Deno.env.toObject();`,
    refused: /Requires env access/,
  },
  {
    name: "learn the machine's name",
    body: `return Deno.hostname();`,
    refused: /Requires sys access/,
  },
  {
    name: "open a debugger",
    imports: `import inspector from "node:inspector";`,
    body: `inspector.open(0); return 1;`,
    refused: /Requires (sys|net) access/,
  },
  {
    name: "ask the person for a permission",
    body:
      `const { state } = await Deno.permissions.request({ name: "read", path: "/etc" }); if (state === "granted") return 1; throw new Error("permission: " + state);`,
    refused: /permission: denied/,
  },
];
