/**
 * The one gate every write passes.
 *
 * @module
 */

import type { Answer } from "./answer.ts";
import type { Approve, Plan } from "./approval.ts";

/**
 * Asks for approval of a plan and writes only after a yes.
 *
 * @param plan What would change.
 * @param approve Asks.
 * @param write Does it.
 * @returns The write's answer, or an error that carries the plan.
 */
export async function approved(
  plan: Plan,
  approve: Approve,
  write: () => Promise<Answer>,
): Promise<Answer> {
  const decision = await approve(plan);
  if (decision === "approved") return await write();
  const nobody = decision === "nobody_to_ask";
  return {
    error: {
      kind: nobody ? "approval_required" : "write_denied",
      message: nobody
        ? `Cannot do "${plan.tool}": it writes, and nobody is here to approve it`
        : `Cannot do "${plan.tool}": the person said no`,
      next: nobody
        ? "Tell the person what would change (details.plan) and that they can do it themselves at the terminal"
        : "Do not try again; tell the person what was left undone",
      details: { plan },
    },
  };
}
