import type { Seen } from "../../network.ts";
import type { ErrorSeen, Row } from "../../kit/answer.ts";
import { scopes } from "../capabilities.ts";
import { dataAccessEnded } from "../../kit/meta-calls.ts";
import { either } from "../../kit/meta-rows.ts";
import { graphGuide, limitsGuide, pagesGuide, read, recorded } from "../sources.ts";

const changePost = "The author changes the post; sending the same again would be refused again.";
const noNeed = "Nothing to do: we wait and go on by ourselves.";

/** Time alone repairs these. */
export const limits: readonly Row[] = [
  { when: { code: 4 }, kind: "rate-limited", reach: "app", how: noNeed, source: limitsGuide },
  { when: { code: 17 }, kind: "rate-limited", reach: "grant", how: noNeed, source: limitsGuide },
  { when: { code: 32 }, kind: "rate-limited", reach: "access", how: noNeed, source: limitsGuide },
  { when: { code: 341 }, kind: "rate-limited", reach: "app", how: noNeed, source: graphGuide },
  { when: { code: 613 }, kind: "rate-limited", reach: "app", how: noNeed, source: limitsGuide },
  {
    when: { code: [80001, 80002, 80006] },
    rule: "80001",
    kind: "rate-limited",
    reach: "access",
    how: noNeed,
    source: limitsGuide,
  },
  {
    when: { code: 10, subcode: 1893063 },
    kind: "rate-limited",
    reach: "access",
    who: "profile_admin",
    retry: "daily",
    how: "Facebook has paused messages from this Page for a while. Someone with full control finds the reason in the Page's support inbox.",
    source: `messenger-platform changelog of 2026-06-25, ${read}`,
  },
  ...either([1363047, 1609010], { kind: "unreachable", how: noNeed, source: pagesGuide }),
];

/** Facebook holds back an account or a Page from acting; reading still works. */
export const restrictions: readonly Row[] = [
  {
    when: { code: 368, subcode: 1404006 },
    kind: "profile-lost",
    cause: "person_blocked",
    who: "token_setter",
    how: "The person who connected it signs in on facebook.com and passes the security check.",
    source: recorded,
  },
  {
    when: { code: 368, subcode: 1404078 },
    kind: "profile-lost",
    cause: "person_blocked",
    who: "token_setter",
    how: "The person who connected it confirms their identity on facebook.com (Settings, Account, Identity confirmation); meanwhile another person with a role on the Page can renew.",
    source: recorded,
  },
  {
    when: { code: 368, subcode: 4854002 },
    kind: "profile-lost",
    cause: "person_blocked",
    who: "token_setter",
    how: "The person who connected it confirms their identity in the Facebook app on the phone; meanwhile another person with a role on the Page can renew.",
    source: recorded,
  },
  {
    when: { code: 368, subcode: [1404082, 1346003, 1404102] },
    rule: "368-content",
    kind: "content-rejected",
    how: changePost,
    source: recorded,
  },
  {
    when: { code: 368, subcode: 1390008 },
    kind: "rate-limited",
    reach: "access",
    retry: "daily",
    how: "Facebook finds the posts too frequent. Nothing to do: they wait for a day.",
    source: recorded,
  },
  {
    when: { code: 368 },
    rule: "368",
    kind: "rate-limited",
    cause: "person_blocked",
    reach: "access",
    retry: "daily",
    how: "Facebook holds this account back from posting for some hours or days. Nothing to do but wait.",
    source: `${graphGuide}; subcode 1404112: ${recorded}`,
  },
];

/** A right or a role is missing; the token lives. */
export const rights: readonly Row[] = [
  {
    when: { code: 10, subcode: 2018278 },
    kind: "content-rejected",
    who: "nobody",
    how: "More than a day has passed since the customer wrote. As soon as they write again, it can be answered.",
    source: `developers.facebook.com/docs/messenger-platform/policy (2026-09-28), ${read}`,
  },
  ...either([2853006], {
    kind: "scope-missing",
    cause: "role_lost",
    who: "profile_admin",
    how: "Someone with full control of the Page adds the missing task to this person's access.",
    source: pagesGuide,
  }),
  {
    when: { code: 10 },
    kind: "scope-missing",
    how: "The person who connected it grants the permission again. If everybody meets this, the operator checks what Facebook approved for the app.",
    source: graphGuide,
    scopes: scopesNamed,
  },
  {
    when: { codeFrom: [200, 299] },
    kind: "scope-missing",
    how: "The person who connected it grants the permission again, or someone with full control of the Page gives them the missing task.",
    source: graphGuide,
    scopes: scopesNamed,
  },
  // Only the text tells a missing right from a bad request: both are 100 without a subcode.
  {
    when: { code: 100, subcode: null, words: /^(\(#100\) )?(missing permissions|no permission to)/i },
    rule: "100-permission",
    kind: "scope-missing",
    how: "The person who connected it grants the permission again, or someone with full control of the Page gives them the missing task.",
    source: recorded,
    scopes: scopesNamed,
  },
  {
    when: { code: 100, subcode: 33 },
    kind: "profile-lost",
    cause: "profile_gone",
    how: "Someone with full control looks whether the Page still exists, and whether this person still has a role on it. If it was left out at the last consent, a renewal that ticks it brings it back.",
    source: recorded,
  },
  {
    when: { code: dataAccessEnded },
    kind: "token-expired",
    cause: "data_access_expired",
    retry: "never",
    how: "One login by the person who connected it brings it back.",
    source: `developers.facebook.com/docs/facebook-login/auth-vs-data, ${read}; that a refused Page token means this is inferred`,
  },
];

/** What was sent cannot be taken. */
export const content: readonly Row[] = [
  { when: { code: 506 }, kind: "content-rejected", how: changePost, source: graphGuide },
  {
    when: { code: 551 },
    kind: "content-rejected",
    who: "nobody",
    how: "This customer cannot be written to at the moment.",
    source: graphGuide,
  },
  ...either([1609005, 1609008, 2061006], {
    kind: "content-rejected",
    how: "The author checks the link: Facebook cannot open it, or does not take it.",
    source: `${graphGuide}; ${pagesGuide}`,
  }),
  ...either([1366046, 1366051, 2069019], {
    kind: "content-rejected",
    how: "The author checks the photo or file: too big, of another type, or posted before.",
    source: pagesGuide,
  }),
  ...either([2874008], {
    kind: "content-rejected",
    who: "nobody",
    how: "Facebook gives insights from 100 followers on.",
    source: pagesGuide,
  }),
  ...either([2932001, 2932002, 2932003, 2932004, 2932005, 2932006, 2932007, 2932008, 2932009, 2932010], {
    kind: "content-rejected",
    who: "nobody",
    how: "Facebook gives no insights for this post.",
    source: pagesGuide,
  }),
  {
    when: { act: "connect", code: 100, subcode: [36007, 36009] },
    rule: "100-code",
    kind: "unrecognised",
    cause: "session_ended",
    who: "token_setter",
    retry: "never",
    how: "The way back from Facebook was used before or took too long. Connect once more.",
    source: "Unconfirmed: OAuth subcodes without a page of Meta's",
  },
  {
    when: { act: ["publish", "inbox"], code: 100, subcode: null },
    rule: "100",
    kind: "content-rejected",
    how: "Facebook does not take the post as it is, or a right for this kind of post is missing. The author checks the post first, then the permissions.",
    source: graphGuide,
  },
];

/** Facebook's own trouble; last, because some of these codes mean more with a subcode or a text. */
export const trouble: readonly Row[] = [
  {
    when: { act: "publish", code: 1, subcode: 99 },
    kind: "unreachable",
    who: "author",
    retry: "never",
    how: "The post may be out although Facebook reported an error. The author looks at the Page before sending it again.",
    source: recorded,
  },
  { when: { code: [1, 2] }, rule: "1", kind: "unreachable", how: noNeed, source: graphGuide },
];

/** The scopes that a refusal names: worth showing, never what a verdict rests on. */
function scopesNamed(_seen: Seen, { words }: ErrorSeen): readonly string[] | undefined {
  const named = scopes.filter((scope) => words?.includes(scope));
  return named.length > 0 ? named : undefined;
}
