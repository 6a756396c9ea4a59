import { defineTemplate, render, TemplateError } from "../../templates/mod.ts";
import { assertEquals, assertThrows } from "@std/assert";
import { z } from "zod";

const parameters = z.strictObject({ event: z.string().default("x") });

function define(script: string) {
  return defineTemplate({ name: "own", parameters, script });
}

Deno.test("defineTemplate() replaces placeholders by literals", () => {
  const template = define("export default () => [{{event}}, {{ event }}];");
  const { source } = render(template, { event: "a`${1}{{event}}\"'" });
  assertEquals(
    source,
    'export const params = { event: "a`${1}{{event}}\\"\'" };\n\n' +
      'export default () => [("a`${1}{{event}}\\"\'"), ("a`${1}{{event}}\\"\'")];',
  );
});

Deno.test("defineTemplate() refuses a placeholder where a value could become code", () => {
  const scripts = [
    'export default () => "{{event}}";',
    "export default () => '{{event}}';",
    "export default () => `SELECT {{event}}`;",
    "// {{event}}\nexport default () => 1;",
    "/* {{event}} */ export default () => {{event}};",
    "export default () => /{{event}}/;",
    "export default ({{event}}) => 1;",
    "export default () => ({ {{event}}: 1 });",
    "const {{event}} = 1; export default () => 1;",
    "export default () => { {{event}} = 1; };",
  ];
  for (const script of scripts) {
    assertThrows(() => define(script), TemplateError, 'Cannot define "own"');
  }
});

Deno.test("defineTemplate() refuses placeholders without a parameter, and names that are not snake_case", () => {
  assertThrows(
    () => define("export default () => {{evnt}};"),
    TemplateError,
    "its parameters are event",
  );
  assertThrows(
    () => defineTemplate({ name: "My-Own", parameters, script: "" }),
    TemplateError,
    "snake_case",
  );
});
