import {
  parameterSchema,
  render,
  TemplateCatalogue,
  TemplateError,
  templates,
} from "../../templates/mod.ts";
import { assert, assertEquals, assertThrows } from "@std/assert";
import { parse } from "acorn";

Deno.test("templates.get() names the nearest template to an unknown one", () => {
  assertThrows(
    () => templates.get("power_users"),
    TemplateError,
    'did you mean "identify_power_users"?',
  );
  assertThrows(() => templates.get("__proto__"), TemplateError);
});

Deno.test("TemplateCatalogue refuses a name twice", () => {
  const first = templates.list()[0];
  assert(first !== undefined);
  assertThrows(() => new TemplateCatalogue([first, first]), TemplateError);
});

for (const template of templates.list()) {
  Deno.test(`${template.name} is complete, and renders without parameters`, () => {
    const schema = parameterSchema(template);
    assert(template.title !== "" && template.question.endsWith("?"));
    assert(template.description.length > 40);
    assertEquals(schema.required, []);
    for (const [field, { description }] of Object.entries(schema.properties)) {
      assert(/^[a-z]+(_[a-z0-9]+)*$/.test(field), field);
      assert(description, `${field} has no description`);
    }
    const { source } = render(template);
    parse(source, { ecmaVersion: 2022, sourceType: "module" });
    render(template, template.example);
    assert(Object.keys(template.example).length > 0);
  });

  Deno.test(`render(${template.name}) gives equal bytes for equal parameters`, () => {
    const reversed = Object.fromEntries(
      Object.entries(template.example).reverse(),
    );
    assertEquals(
      render(template, template.example).source,
      render(template, reversed).source,
    );
  });
}
