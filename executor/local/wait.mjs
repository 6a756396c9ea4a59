// The first module of a sandboxed process: loads what every run needs, waits
// for the order, then becomes the run. Each process runs one script; the next
// one loads while the script before it is still being answered.
import "node:crypto";
import "node:fs";
import process from "node:process";
import "node:url";
// @ts-ignore: it lies beside this file only in a sandbox
import "./posthog_driver.mjs";

const { POSTHOG_API_URL, POSTHOG_ORDER } = process.env;
const response = await fetch(`${POSTHOG_API_URL}/-/order/${POSTHOG_ORDER}`);
const { entry, args, env } = await response.json();
Object.assign(process.env, env);
process.argv.splice(2, process.argv.length, ...args);
await import(new URL(entry, import.meta.url).href);
