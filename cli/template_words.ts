/**
 * Finding the template that a command line names.
 *
 * @module
 */

import { type Template, templates } from "../templates/mod.ts";
import { PROGRAM } from "./command.ts";
import { usageFailure } from "./failure.ts";
import { didYouMean } from "./did_you_mean.ts";

/**
 * The template among the arguments, wherever it stands: the first argument
 * that is the name of one, or else the first word, which is then unknown.
 *
 * @throws {Failure} with exit code 2.
 */
export function templateIn(args: readonly string[], command: string): Template {
  const known = args.find((arg) => templates.has(arg));
  if (known !== undefined) return templates.get(known);
  const word = args.find((arg) => !arg.startsWith("-"));
  const list = `Run "${PROGRAM} list" to see every template`;
  if (word === undefined) {
    throw usageFailure(`"${command}" needs the name of a template`, list);
  }
  const names = templates.list().map(({ name }) => name);
  throw usageFailure(
    `Unknown template "${word}"`,
    ...didYouMean(word, names),
    list,
  );
}

/**
 * Checks that nothing stands on the command line but the template's name.
 *
 * @throws {Failure} with exit code 2.
 */
export function onlyTemplate(words: readonly string[], name: string): void {
  const extra = words.filter((word) => word !== name);
  if (extra.length === 0) return;
  throw usageFailure(
    `Unexpected "${extra[0]}" after "${name}"`,
    `Parameters are flags: "${PROGRAM} run ${name} --help" lists them`,
  );
}
