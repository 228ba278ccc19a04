import { problemKinds } from "./problem.ts";

/** The words of the reference that belong to no single route. */

const tags: Readonly<Record<string, string>> = {
  Tokens: "The reason why most programs come here: a token that works now, or why there is none.",
  Profiles: "Social media profiles, how each stands, and what can be done about it.",
  Connections: "Connecting profiles: a person authorises at the network, sees what that reaches, and picks.",
  Renewals: "A fresh login for a profile that needs one, by somebody here or through a link.",
  Incidents: "One cause with everything that it affects.",
  Events: "What happened, in words, and live.",
  Grants: "What persons authorised at networks.",
  Networks: "What each network needs, what ends when, and how it is doing.",
  Failures: "What a network's refusal means.",
  Brands: "Profiles in groups.",
  "API keys": "Keys for programs.",
  People: "Who is signed in.",
  System: "For whoever operates this installation. The SDK has no functions for these.",
  Demo: "What the simulated networks can be made to do. There in the demo only.",
};

/** The tags that occur, in the order in which readers need them; unknown ones come last. */
export function tagsOf(occurring: readonly string[]): { name: string; description?: string }[] {
  const known = Object.keys(tags).filter((name) => occurring.includes(name));
  return [...new Set([...known, ...occurring])].map((name) => {
    const description = tags[name];
    return description === undefined ? { name } : { name, description };
  });
}

/** What stands in a path, by the name before it. */
export const pathSentences: Readonly<Record<string, string>> = {
  profiles: "Id of the profile.",
  networks: "Id of the network: `facebook`.",
  connections: "Id of the connection.",
  "renewal-links": "What the link ends with.",
  incidents: "Id of the incident.",
  "api-keys": "Id of the key; not the key itself.",
  unrecognised: "Id of the kind of answer.",
  actions: "Id of the action.",
};

/** The beginning of the reference, in Markdown. `url` is where this Latchkey answers. */
export function introduction(url: string): string {
  return [about, authentication, examples(url), conventions, problems()].join("\n\n");
}

const about = `Latchkey keeps social media profiles connected. People authorise at the networks, Latchkey keeps their logins alive,
and your programs ask here for a token that works.`;

const authentication = `## Authentication

Make an API key in the web app, under Settings, API keys, and send it with each request:
\`Authorization: Bearer lk_…\`. A key belongs to one workspace and may do what a member may. The demo prints one when it starts.`;

function examples(url: string): string {
  const authorization = '-H "Authorization: Bearer $LATCHKEY_API_KEY"';
  return `## Three examples

Put your key into \`LATCHKEY_API_KEY\`, and the \`id\` of a profile into \`PROFILE\`.

What has expired, with the cause and who can renew it:

\`\`\`sh
curl "${url}/v1/profiles?status=expired" \\
  ${authorization}
\`\`\`

A token that may publish, or why there is none:

\`\`\`sh
curl "${url}/v1/profiles/$PROFILE/token?capability=publish" \\
  ${authorization}
\`\`\`

Start a renewal: a link for whoever can sign in at the network, good for one use:

\`\`\`sh
curl "${url}/v1/renewals" \\
  ${authorization} \\
  -H "Content-Type: application/json" \\
  -d "{\\"profileId\\": \\"$PROFILE\\", \\"as\\": \\"link\\"}"
\`\`\``;
}

const conventions = `## Conventions

- Times are ISO 8601 in UTC, ids are opaque texts. Answers may grow members: ignore those that you do not know.
- Lists come in pages. Give \`nextCursor\` back as \`cursor\`; null: it was the last page.
- Where it says so, a write takes an \`Idempotency-Key\`: the same key with the same request within a day gets the first answer again.
- \`RateLimit-Limit\`, \`RateLimit-Remaining\` and \`RateLimit-Reset\` say how many requests a minute are left.
- In TypeScript, \`@latchkey/sdk\` has one function for each operation, under the operation's id.`;

function problems(): string {
  const rows = Object.entries(problemKinds).map(
    ([code, { status, title, help }]) => `- \`${code}\` (${status}): ${title}. ${help}`,
  );
  return `## Problems

Every refusal is \`application/problem+json\` (RFC 9457). Decide by \`code\`, show \`detail\` to people.

${rows.join("\n")}`;
}
