import type { Match, Row } from "./answer.ts";
import { appTokenRefused, wrongTokenType } from "./meta-calls.ts";

const read = "read 2026-11-22";
const graphGuide = `developers.facebook.com/docs/graph-api/guides/error-handling, ${read}`;
const recorded = `error bodies recorded in open-source clients (Facebook's NOTES.md, "Errors"), ${read}`;

/** Meta prints these numbers as codes and sends them as code or subcode, so both places are read. */
export function either(numbers: readonly number[], row: Omit<Row, "when">): Row[] {
  const places: Match[] = [{ code: numbers }, { subcode: numbers }];
  return places.map((when) => ({ when, rule: String(numbers[0]), ...row }));
}

export const operatorChecks =
  "The operator of this installation checks the app's settings at Facebook; nobody needs to renew.";
const enterSecret = "The operator of this installation enters the app's present secret; nobody needs to renew.";

/** What the operator has to mend in any app at Meta. */
export const metaAppRows: readonly Row[] = [
  {
    when: { code: appTokenRefused },
    kind: "app-rejected",
    confidence: "certain",
    how: enterSecret,
    source: `HTTP 400, code 190, "Invalid OAuth access token signature.", ${recorded}`,
  },
  {
    when: { code: wrongTokenType },
    kind: "app-rejected",
    how: "The operator checks that the login configuration gives user access tokens, not those of a system user.",
    source: `developers.facebook.com/docs/facebook-login/facebook-login-for-business (2026-05-05), ${read}`,
  },
  // The same codes mean other things as well, so the text is all there is to go by.
  ...[{}, { status: 500 }].map((where): Row => ({
    when: { ...where, code: [1, 100, 101], words: /^Error validating client secret/i },
    rule: "client-secret",
    kind: "app-rejected",
    confidence: "certain",
    how: enterSecret,
    source: `facebookarchive/php-graph-sdk#538, ${read}`,
  })),
  {
    when: { code: 100, words: /appsecret_proof/i },
    rule: "100-proof",
    kind: "app-rejected",
    how: enterSecret,
    source: recorded,
  },
  {
    when: { code: 100, words: /did not match the Viewing App/i },
    rule: "100-other-app",
    kind: "app-rejected",
    how: "The operator enters the app id with which these Pages were connected, or everybody connects anew.",
    source: `facebook/facebook-sdk-for-unity#551, ${read}`,
  },
  { when: { code: 101 }, kind: "app-rejected", how: operatorChecks, source: `sns-sdks/python-facebook#271, ${read}` },
  {
    when: { act: "connect", code: 100, subcode: 36008 },
    kind: "app-rejected",
    how: "The operator enters this installation's callback address in the app's list of valid redirect addresses.",
    source: "Unconfirmed: OAuth subcode without a page of Meta's",
  },
  { when: { code: 3 }, kind: "app-rejected", how: operatorChecks, source: graphGuide },
  {
    when: { code: 200, words: /^API access blocked/i },
    rule: "200-blocked",
    kind: "app-rejected",
    how: operatorChecks,
    source: `HTTP 400, code 200, "API access blocked." of apps that Meta restricted, ${recorded}`,
  },
];
