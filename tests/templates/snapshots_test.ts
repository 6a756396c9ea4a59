/**
 * What every template renders to with its defaults, as files a person can
 * read: `snapshots/<name>.mjs`. `deno test -A … -- --update` writes them anew.
 */

import { render, templates } from "../../templates/mod.ts";
import { assertEquals } from "@std/assert";

const FOLDER = new URL("./snapshots/", import.meta.url);
const isUpdate = Deno.args.includes("--update");

Deno.test("render() gives each template's snapshot", async (t) => {
  if (isUpdate) await Deno.mkdir(FOLDER, { recursive: true });
  const names = templates.list().map(({ name }) => `${name}.mjs`);
  for (const template of templates.list()) {
    await t.step(template.name, async () => {
      const file = new URL(`${template.name}.mjs`, FOLDER);
      const { source } = render(template);
      if (isUpdate) await Deno.writeTextFile(file, source);
      assertEquals(source, await Deno.readTextFile(file));
    });
  }
  const files = (await Array.fromAsync(Deno.readDir(FOLDER)))
    .map(({ name }) => name);
  assertEquals(files.sort(), names.sort());
});
