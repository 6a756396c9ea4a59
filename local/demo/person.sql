-- One row per person of the demo product, with everything its events need.
-- `seed`, `people`, `days` and `until` are given; rnd() is a number in [0, 1)
-- that depends on the seed, a salt and a person only.
WITH
  (salt, n) -> cityHash64(seed, salt, n) / 18446744073709551616 AS rnd,
  hash -> toUUID(concat(
    substring(hash, 1, 8), '-', substring(hash, 9, 4), '-4', substring(hash, 14, 3),
    '-a', substring(hash, 18, 3), '-', substring(hash, 21, 12)
  )) AS as_uuid,
  number AS n,
  n % 5 = 4 AS is_visitor,
  multiIf(is_visitor, 'visitor', rnd('kind', n) < 0.09, 'power', rnd('kind', n) < 0.46, 'regular',
    rnd('kind', n) < 0.78, 'casual', 'faded') AS kind,
  if(kind IN ('power', 'regular'), rnd('plan', n) * 0.75, rnd('plan', n)) AS plan_draw,
  multiIf(is_visitor, '', plan_draw < 0.07, 'team', plan_draw < 0.28, 'pro', 'free') AS plan,
  until - toIntervalSecond(toUInt32((rnd('signup', n) * 0.97 + 0.01) * days * 86400)) AS signup_at,
  dateDiff('second', signup_at, until) AS lived,
  if(kind = 'faded', toUInt32(lived * (0.1 + 0.3 * rnd('fade', n))), lived) AS active_seconds,
  transform(kind, ['power', 'regular', 'casual', 'faded'], [52, 15, 5, 9], 1) AS most_sessions
SELECT
  n, kind, plan, signup_at, active_seconds,
  toUInt32(1 + most_sessions * (0.25 + 0.75 * lived / (days * 86400)) * (0.6 + 0.6 * rnd('sessions', n))) AS sessions,
  as_uuid(lower(hex(sipHash128(seed, 'person', n)))) AS person_id,
  concat('anon-', lower(hex(cityHash64(seed, 'anon', n)))) AS anon_id,
  if(is_visitor, anon_id, concat('user-', toString(n + 1))) AS user_id,
  if(is_visitor OR rnd('employed', n) > 0.7, '', concat('company-', toString(1 + toUInt32(pow(rnd('company', n), 1.6) * 120)))) AS company,
  -- The bucket PostHog's SDKs compute for the flag, so that evaluating it agrees.
  if(reinterpretAsUInt64(reverse(unhex(concat('0', substring(hex(SHA1(concat('new-onboarding.', user_id, 'variant'))), 1, 15))))) / 0x0FFFFFFFFFFFFFFF < 0.5,
    'control', 'test') AS variant,
  -- The product's own staff: their emails are at its domain.
  kind IN ('power', 'regular') AND company = '' AND rnd('staff', n) < 0.25 AS is_staff,
  rnd('onboarding', n) < if(variant = 'test', 0.74, 0.58) AS is_onboarded,
  ['google', 'newsletter', 'linkedin', 'partner', 'producthunt', ''][1 + toUInt8(pow(rnd('channel', n), 0.8) * 6)] AS utm_source,
  transform(utm_source, ['google', 'newsletter', 'linkedin', 'partner', 'producthunt'], ['cpc', 'email', 'social', 'referral', 'referral'], '') AS utm_medium,
  transform(utm_source, ['google', 'newsletter', 'linkedin', 'partner', 'producthunt'],
    ['brand-search', 'monthly-digest', 'spring-launch', 'integrations', 'launch-day'], '') AS utm_campaign,
  transform(utm_source, ['google', 'linkedin', 'partner', 'producthunt'],
    ['www.google.com', 'www.linkedin.com', 'partner.example', 'www.producthunt.com'], '$direct') AS referring_domain,
  ['Chrome', 'Chrome', 'Chrome', 'Safari', 'Safari', 'Firefox', 'Microsoft Edge'][1 + toUInt8(rnd('browser', n) * 7)] AS browser,
  if(browser = 'Safari', if(rnd('os', n) < 0.5, 'Mac OS X', 'iOS'), ['Windows', 'Windows', 'Mac OS X', 'Linux', 'Android'][1 + toUInt8(rnd('os', n) * 5)]) AS os,
  if(os IN ('iOS', 'Android'), 'Mobile', 'Desktop') AS device,
  ['US', 'US', 'US', 'DE', 'DE', 'GB', 'FR', 'CZ', 'BR', 'IN', 'JP'][1 + toUInt8(rnd('country', n) * 11)] AS country,
  concat(
    ['Ada', 'Ben', 'Chloe', 'Dan', 'Eva', 'Farid', 'Grace', 'Hugo', 'Iris', 'Jan', 'Kira', 'Liam', 'Mia', 'Noor', 'Otto', 'Pia'][1 + toUInt8(rnd('first', n) * 16)], ' ',
    ['Novak', 'Smith', 'Weber', 'Rossi', 'Tanaka', 'Silva', 'Kumar', 'Dubois', 'Olsen', 'Moreau'][1 + toUInt8(rnd('last', n) * 10)]
  ) AS name,
  concat(
    '{"$initial_referring_domain":', toJSONString(referring_domain),
    if(utm_source = '', '', concat(',"$initial_utm_source":', toJSONString(utm_source), ',"$initial_utm_medium":', toJSONString(utm_medium),
      ',"$initial_utm_campaign":', toJSONString(utm_campaign))),
    ',"$browser":', toJSONString(browser), ',"$os":', toJSONString(os), ',"$geoip_country_code":', toJSONString(country)
  ) AS first_known,
  concat(first_known, '}') AS anonymous_properties,
  if(is_visitor, anonymous_properties, concat(
    first_known, ',"email":', toJSONString(concat('user', toString(n + 1), '@', multiIf(is_staff, 'demo', company = '', 'mail', company), '.example')),
    ',"name":', toJSONString(name), ',"plan":', toJSONString(plan), if(company = '', '', concat(',"company":', toJSONString(company))),
    ',"role":', toJSONString(['engineer', 'product', 'marketing', 'founder', 'analyst'][1 + toUInt8(rnd('role', n) * 5)]),
    ',"is_admin":', if(rnd('admin', n) < 0.2, 'true', 'false'), ',"seats":', toString(if(plan = 'team', 5 + toUInt32(rnd('seats', n) * 45), 1)),
    ',"signed_up_at":"', formatDateTime(signup_at, '%Y-%m-%dT%H:%i:%S'), 'Z"}'
  )) AS known_properties
FROM numbers(people)
