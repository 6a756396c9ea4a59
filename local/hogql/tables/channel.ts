/**
 * Where people come from: PostHog's default channels.
 *
 * @module
 */

const SEARCH = "(google|bing|duckduckgo|yahoo|baidu|yandex|ecosia|brave|qwant)";
const SOCIAL =
  "(facebook|instagram|twitter|linkedin|reddit|tiktok|pinterest|t\\\\.co|x\\\\.com|threads|mastodon|lnkd)";
const VIDEO = "(youtube|vimeo|twitch)";

/** The channel, by the first match; `text` is SQL of a property's text. */
export function channel(text: (property: string) => string): string {
  const referrer = text("$referring_domain");
  const source = `lower(${text("utm_source")})`;
  const medium = `lower(${text("utm_medium")})`;
  const paid =
    `or(match(${medium}, '^(.*cp.*|ppc|retargeting|paid.*)$'), notEmpty(${
      text("gclid")
    }), notEmpty(${text("gad_source")}), notEmpty(${text("msclkid")}))`;
  const from = `concat(${source}, ' ', lower(${referrer}))`;
  return `multiIf(
  match(${source}, 'cross-network'), 'Cross Network',
  and(${paid}, match(${from}, '${SEARCH}')), 'Paid Search',
  and(${paid}, match(${from}, '${SOCIAL}')), 'Paid Social',
  and(${paid}, match(${from}, '${VIDEO}')), 'Paid Video',
  ${paid}, 'Paid Unknown',
  or(equals(${medium}, 'email'), match(${source}, '^(e[-_ ]?mail|newsletter)$')), 'Email',
  equals(${medium}, 'affiliate'), 'Affiliate',
  or(equals(${medium}, 'push'), endsWith(${medium}, 'push')), 'Push',
  or(equals(${medium}, 'organic'), match(${from}, '${SEARCH}')), 'Organic Search',
  or(equals(${medium}, 'social'), match(${from}, '${SOCIAL}')), 'Organic Social',
  match(${from}, '${VIDEO}'), 'Organic Video',
  equals(${medium}, 'referral'), 'Referral',
  and(equals(${source}, ''), in(${referrer}, tuple('$direct', ''))), 'Direct',
  notEquals(${referrer}, '$direct'), 'Referral',
  'Unknown')`.replace(/\s*\n\s*/g, " ");
}

/** What kind of site a domain is, where that is known. */
export function domainType(domain: string): string {
  const kinds = [[SEARCH, "Search"], [SOCIAL, "Social"], [VIDEO, "Video"]];
  const cases = kinds.map(([pattern, kind]) =>
    `match(lower(${domain}), '${pattern}'), '${kind}'`
  );
  return `multiIf(${cases.join(", ")}, NULL)`;
}
