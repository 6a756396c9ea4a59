// The first module of a sandboxed process: loads what every run needs, waits
// for the order, then becomes the run. Each process runs one script; the next
// one loads while the script before it waits for its answers.

// @ts-ignore: these lie beside this file only in a sandbox
import "./host_deno.mjs";
// @ts-ignore: see above
import "./posthog_driver.mjs";

const url = Deno.env.get("POSTHOG_API_URL");
const name = Deno.env.get("POSTHOG_ORDER");
const { entry, env } = await (await fetch(`${url}/-/order/${name}`)).json();
for (const [key, value] of Object.entries(env)) Deno.env.set(key, value);
await import(new URL(entry, import.meta.url).href);
