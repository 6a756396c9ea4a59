/**
 * A personal key that must appear nowhere. Its mark stands in no file, so that
 * CI finds what a run of the tests leaves, and nothing else.
 */
export const KEY: string = [
  "phx",
  "marked",
  "secret",
  crypto.randomUUID(),
].join("_");
