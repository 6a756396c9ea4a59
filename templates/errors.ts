/**
 * What can be wrong with a template or its parameters.
 *
 * @module
 */

/** What a {@linkcode ParameterError} knows. */
export interface ParameterErrorDetails {
  /** Name of the template. */
  readonly template: string;
  /** Name of the parameter, with a path into it: `events[2].event`. */
  readonly field: string;
  /** What is accepted, in words. */
  readonly expected: string;
  /** A value that would be accepted, where one is known. */
  readonly example?: unknown;
  /** What was given, shortened; absent where nothing was given. */
  readonly found?: string;
}

/**
 * A parameter is missing, unknown or ill-typed. It names the field, what was
 * expected and an example.
 *
 * @example
 * ```ts
 * import { ParameterError, render, templates } from "@posthog-driver/posthog-driver/templates";
 * import { assertEquals, assertThrows } from "@std/assert";
 *
 * const error = assertThrows(
 *   () => render(templates.get("identify_power_users"), { days: "soon" }),
 *   ParameterError,
 * );
 * assertEquals(error.field, "days");
 * ```
 */
export class ParameterError extends Error {
  /** The class, for those who compare names across processes. */
  override readonly name = "ParameterError";
  /** One word for the cause. */
  readonly code = "parameter";
  /** Name of the template. */
  readonly template: string;
  /** Name of the parameter, with a path into it. */
  readonly field: string;
  /** What is accepted, in words. */
  readonly expected: string;
  /** A value that would be accepted. */
  readonly example: unknown;
  /** What was given, shortened; `undefined` where nothing was given. */
  readonly found: string | undefined;

  /** Builds the message from its parts. */
  constructor(details: ParameterErrorDetails) {
    super(message(details));
    this.template = details.template;
    this.field = details.field;
    this.expected = details.expected;
    this.example = details.example;
    this.found = details.found;
  }
}

/**
 * A template itself is wrong: unknown name, name taken, or a placeholder that
 * stands where no value can.
 *
 * @example
 * ```ts
 * import { TemplateError, templates } from "@posthog-driver/posthog-driver/templates";
 * import { assertThrows } from "@std/assert";
 *
 * assertThrows(
 *   () => templates.get("identify_power_user"),
 *   TemplateError,
 *   'did you mean "identify_power_users"',
 * );
 * ```
 */
export class TemplateError extends Error {
  /** The class, for those who compare names across processes. */
  override readonly name = "TemplateError";
  /** One word for the cause. */
  readonly code = "template";
}

function message(details: ParameterErrorDetails): string {
  const { template, field, expected, example, found } = details;
  const got = found === undefined ? "got nothing" : `got ${found}`;
  const hint = example === undefined
    ? ""
    : ` (for example ${JSON.stringify(example)})`;
  return `Cannot render "${template}": parameter "${field}" must be ${expected}, ${got}${hint}`;
}
