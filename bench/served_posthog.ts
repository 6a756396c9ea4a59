/**
 * An embedded PostHog in a process of its own, as `local serve` starts it.
 *
 * @module
 */

const CLI = new URL("../cli.ts", import.meta.url).pathname;

/** An empty one, and how it is stopped. */
export interface ServedPostHog extends AsyncDisposable {
  /** The variables by which a client finds it. */
  readonly env: Record<string, string>;
}

/** Starts one and waits until it answers. */
export async function servePostHog(): Promise<ServedPostHog> {
  const server = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", CLI, "local", "serve", "--port=0", "--no-demo"]
      .concat("--format=json"),
    stdin: "null",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const said = server.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const { value = "" } = await said.read();
  const address = JSON.parse(value);
  return {
    env: {
      POSTHOG_API_URL: address.url,
      POSTHOG_PROJECT_ID: address.project_id,
      POSTHOG_PERSONAL_API_KEY: address.personal_api_key,
      POSTHOG_PROJECT_API_KEY: address.project_api_key,
    },
    async [Symbol.asyncDispose]() {
      server.kill("SIGINT");
      await said.cancel();
      await server.status;
    },
  };
}
