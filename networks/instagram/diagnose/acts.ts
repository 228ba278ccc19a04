import type { ErrorSeen, Row } from "../../kit/answer.ts";
import { dataAccessEnded } from "../../kit/meta-calls.ts";
import type { Seen } from "../../network.ts";
import { notLinked } from "../api.ts";
import { loginScopes, pageScopes } from "../capabilities.ts";
import { graphGuide, instagramGuide, limitsGuide, overview, read, recorded } from "../sources.ts";

const noNeed = "Nothing to do: we wait and go on by ourselves.";

/** Instagram holds an account back; before the limits, because one of these comes with the code of a limit. */
export const restrictions: readonly Row[] = [
  {
    when: { code: 25 },
    rule: "25-2207050",
    kind: "profile-lost",
    cause: "profile_suspended",
    who: "profile_admin",
    how: "The holder of the account opens the Instagram app: it is inactive, restricted or waits for a check there, and the app says what to do.",
    source: instagramGuide,
  },
  blocked({ code: 4, subcode: 2207051 }),
  // The same without its subcode: code 4 alone would read as a quota.
  blocked({ code: 4, words: /restrict certain activity|action is blocked/i }),
  {
    when: { code: 368 },
    kind: "rate-limited",
    cause: "person_blocked",
    reach: "access",
    retry: "daily",
    how: "Meta holds this account back from posting for some hours or days. Nothing to do but wait.",
    source: graphGuide,
  },
];

function blocked(when: Row["when"]): Row {
  return {
    when,
    rule: "4-2207051",
    kind: "rate-limited",
    cause: "person_blocked",
    reach: "access",
    who: "profile_admin",
    retry: "daily",
    how: "Instagram suspects spam and has paused this account's activity for about a day. The holder looks into the Instagram app; posts wait until then.",
    source: `${instagramGuide} (HTTP 400); recorded with HTTP 403`,
  };
}

/** Time alone repairs these. */
export const limits: readonly Row[] = [
  { when: { code: 4 }, kind: "rate-limited", reach: "app", how: noNeed, source: limitsGuide },
  { when: { code: 17 }, kind: "rate-limited", reach: "grant", how: noNeed, source: limitsGuide },
  { when: { code: 32 }, kind: "rate-limited", reach: "access", how: noNeed, source: limitsGuide },
  { when: { code: [341, 613] }, rule: "613", kind: "rate-limited", reach: "app", how: noNeed, source: limitsGuide },
  {
    when: { code: [80001, 80002, 80006] },
    rule: "80002",
    kind: "rate-limited",
    reach: "access",
    how: noNeed,
    source: limitsGuide,
  },
  {
    when: { code: 9, subcode: 2207042 },
    kind: "rate-limited",
    reach: "access",
    retry: "daily",
    how: "The account has used up its posts of the last 24 hours. Nothing to do: the next ones go out as soon as there is room.",
    source: instagramGuide,
  },
];

/** A right or a role is missing; the token lives. Code 10 has four meanings, and only its text tells three of them apart. */
export const rights: readonly Row[] = [
  {
    when: { code: 10, subcode: 2534022 },
    kind: "content-rejected",
    who: "nobody",
    how: "More than a day has passed since the customer wrote. As soon as they write again, it can be answered.",
    source: recorded,
  },
  {
    when: { code: 10, words: /not enough viewers/i },
    rule: "10-few-viewers",
    kind: "content-rejected",
    who: "nobody",
    how: "Instagram gives insights of a story from five viewers on.",
    source: instagramGuide,
  },
  {
    when: { code: 10, words: /not an Instagram Business/i },
    rule: "10-not-professional",
    kind: "profile-lost",
    cause: "profile_not_professional",
    how: "The holder switches the account back to a professional one in the Instagram app; then one login repairs it.",
    source: recorded,
  },
  {
    when: { code: 10 },
    kind: "scope-missing",
    how: "The person who connected it signs in again and leaves everything switched on. If their role on the Page was given in a business portfolio, the operator also needs the permission ads_read for the app.",
    source: `${graphGuide}; ${overview}`,
    scopes: scopesNamed,
  },
  {
    when: { codeFrom: [200, 299] },
    kind: "scope-missing",
    how: "The person who connected it signs in again and leaves everything switched on, or someone with full control of the Page gives them the missing task.",
    source: graphGuide,
    scopes: scopesNamed,
  },
  {
    when: { code: notLinked },
    kind: "profile-lost",
    cause: "profile_not_linked",
    how: "Someone with full control of the Facebook Page looks whether the account is still linked to it (Page settings, Linked accounts) and still professional. If it was only left out at the last login, the person who connected it renews and ticks it.",
    source: `${overview}; that the field is absent then is recorded`,
  },
  {
    when: { code: 100, subcode: 33 },
    kind: "profile-lost",
    cause: "profile_gone",
    how: "The holder looks whether the account still exists, and someone with full control of its Facebook Page whether it is still linked. Then one login repairs it.",
    source: recorded,
  },
  {
    when: { act: ["probe", "discover"], code: 100, words: /node type \(User\)/i },
    rule: "100-user-token",
    kind: "app-rejected",
    how: "A person's token stands where a Page token belongs. The operator reports this to us: no login is to blame.",
    source: `answer to a field that only Pages have, ${read}; unconfirmed by Meta`,
  },
  {
    when: { code: dataAccessEnded },
    kind: "token-expired",
    cause: "data_access_expired",
    retry: "never",
    how: "One login by the person who connected it brings it back.",
    source: `developers.facebook.com/docs/facebook-login/auth-vs-data, ${read}; that a refused Page token means this is inferred`,
  },
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
];

/** Meta's own trouble; last, because these codes mean more with a subcode. */
export const trouble: readonly Row[] = [
  { when: { code: [1, 2] }, rule: "1", kind: "unreachable", how: noNeed, source: graphGuide },
];

/** The scopes that a refusal names: worth showing, never what a verdict rests on. */
function scopesNamed(_seen: Seen, { words }: ErrorSeen): readonly string[] | undefined {
  const said = new Set(words?.match(/[a-z_]+/g));
  const named = [...loginScopes, ...pageScopes].filter((scope) => said.has(scope));
  return named.length > 0 ? named : undefined;
}
