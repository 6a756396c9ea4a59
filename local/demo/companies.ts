/**
 * The companies of the demo product, as groups.
 *
 * @module
 */

/** Their group type. */
export const COMPANY = "company";

/** Selects the rows of the companies that have people. */
export function companySql(index: number): string {
  return `1 AS version SELECT ${Number(index)}, company, concat(
    '{"name":', toJSONString(concat('Company ', splitByChar('-', company)[2])),
    ',"industry":"', ['software', 'retail', 'health', 'finance', 'education'][1 + cityHash64(seed, 'industry', company) % 5],
    '","employees":', toString(5 + cityHash64(seed, 'employees', company) % 900),
    ',"plan":"', if(countIf(plan = 'team') > 0, 'team', if(countIf(plan = 'pro') > 0, 'pro', 'free')),
    '","is_customer":', if(countIf(plan != 'free') > 0, 'true', 'false'), '}'
  ), min(signup_at), until, version
  FROM posthog.demo_person WHERE company != '' GROUP BY company`;
}
