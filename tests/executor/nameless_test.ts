import { assertStringIncludes } from "@std/assert";

Deno.test({
  name: "localSandbox() counts files that have no name any more",
  ignore: Deno.build.os !== "linux",
  async fn() {
    const program = new URL("nameless_program.ts", import.meta.url).pathname;
    const { stdout } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", program],
    }).output();
    const told = new TextDecoder().decode(stdout);
    assertStringIncludes(told, "killed: ");
    assertStringIncludes(told, "bytes to disk");
  },
});
