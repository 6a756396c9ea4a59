import type { EscapeAttempt } from "./attempt.ts";

/** Asks the gateway for a path, an expression; what it refuses is thrown. */
function asking(path: string, init = "{}"): string {
  return `const response = await fetch(process.env.POSTHOG_API_URL + ${path}, ${init}); if (response.ok) return 1; throw new Error((await response.json()).detail);`;
}

/** Abuse of the one way out. */
export const GATEWAY_ATTEMPTS: readonly EscapeAttempt[] = [
  {
    name: "lead the gateway to another host",
    imports: `import process from "node:process";`,
    body:
      "const response = await fetch(process.env.POSTHOG_API_URL + '@127.0.0.1:' + params.port + '/'); if (response.ok) return 1; throw new Error(await response.text());",
    refused: /This is not PostHog/,
  },
  {
    name: "leave the gateway's path",
    imports: `import process from "node:process";`,
    body:
      "const response = await fetch(process.env.POSTHOG_API_URL + '/../'); if (response.ok) return 1; throw new Error(await response.text());",
    refused: /This is not PostHog/,
  },
  {
    name: "take the order of the next run",
    imports: `import process from "node:process";`,
    body:
      "const response = await fetch(`${process.env.POSTHOG_API_URL}/-/order/${process.env.POSTHOG_ORDER}`); if (response.ok) return 1; throw new Error(`order: ${response.status}`);",
    refused: /order: 404/,
  },
  ...[
    ["reach another project", "/api/projects/2/insights/", 'only, not "2"'],
    [
      "write another project's name otherwise",
      "/api/%70rojects/2/",
      'only, not "2"',
    ],
    [
      "reach an environment of another project",
      "/api/environments/2/query/",
      'only, not "2"',
    ],
    [
      "leave the project by an encoded path",
      "/flags/..%2f..%2fapi/projects/2/",
      "no dot segment",
    ],
    [
      "leave the project by an empty segment",
      "/api//projects/2/",
      "no dot segment",
    ],
    [
      "leave the project by a backslash",
      "/api/projects/1%5c..%5c2/",
      "no dot segment",
    ],
    ["read other keys", "/api/personal_api_keys/", "what lies below"],
    [
      "read the organization's members",
      "/api/organizations/@current/members/",
      "what lies below",
    ],
    [
      "reach another server through a path",
      "//example.com/a",
      "no dot segment",
    ],
  ].map(([name = "", path, says = ""]) => ({
    name,
    imports: `import process from "node:process";`,
    body: asking(`"${path}"`),
    refused: new RegExp(says),
  })),
  {
    name: "make a personal API key",
    imports: `import process from "node:process";`,
    body: asking(`"/api/personal_api_keys/"`, `{ method: "POST", body: "{}" }`),
    refused: /what lies below/,
  },
  ...[
    ["ask for an absolute URL", "GET http://example.com/api/ HTTP/1.1"],
    ["open a tunnel", "CONNECT example.com:443 HTTP/1.1"],
  ].map(([name = "", line]) => ({
    name,
    imports: `import process from "node:process";`,
    body:
      `const { hostname, port } = new URL(process.env.POSTHOG_API_URL); const socket = await Deno.connect({ hostname, port: Number(port) }); await socket.write(new TextEncoder().encode("${line}\\r\\nHost: example.com\\r\\n\\r\\n")); const bytes = new Uint8Array(4096); const n = await socket.read(bytes); socket.close(); const text = new TextDecoder().decode(bytes.subarray(0, n)); if (text.includes(" 200 ")) return text; throw new Error(text);`,
    refused: /404 Not Found|400 Bad Request/,
  })),
];
