import type { Row } from "../../kit/answer.ts";
import { changelog, clients, errorGuide, openApi } from "../sources.ts";

const suspended =
  "X has suspended the account. Its owner appeals at help.x.com; when X lifts the suspension, it works again by itself.";
const locked =
  "X has locked the account until its owner shows that everything is in order. The owner signs in at x.com and follows the steps; it works again by itself then.";

const ofAccount = ["probe", "discover", "connect", "token-refresh"] as const;
const ofContent = ["publish", "inbox", "analytics"] as const;

/**
 * What concerns the account. The token stays good while an account is suspended or locked, so it reaches the access alone,
 * which is looked at daily and heals by itself. In version 2 of the API the words alone tell a suspension from the rest.
 */
export const accounts: readonly Row[] = [
  ...[{ code: 64 }, { words: /^your account is suspended/i }].map((when): Row => ({
    when,
    rule: "64",
    kind: "profile-lost",
    cause: "profile_suspended",
    who: "token_setter",
    how: suspended,
    source: clients,
  })),
  ...[{ code: 326 }, { words: /account is temporarily locked/i }].map((when): Row => ({
    when,
    rule: "326",
    kind: "profile-lost",
    cause: "person_blocked",
    who: "token_setter",
    how: locked,
    source: `${clients}; the form of version 2 is unconfirmed`,
  })),
  {
    when: { act: ofAccount, code: "resource-not-found", subcode: "user", words: /^user has been suspended/i },
    rule: "user-suspended",
    kind: "profile-lost",
    cause: "profile_suspended",
    who: "token_setter",
    how: suspended,
    source: clients,
  },
  {
    when: { act: ofAccount, code: "resource-not-found", subcode: "user" },
    rule: "user-gone",
    kind: "profile-lost",
    cause: "profile_gone",
    who: "token_setter",
    how: "The account was deactivated or deleted. Its owner signs in at x.com within 30 days to bring it back, or it is disconnected here.",
    source: `${clients}; the 30 days are unconfirmed`,
  },
];

/** What concerns a single post, a reply, or what was asked of them; and the refusal that says no more than "Forbidden". */
export const content: readonly Row[] = [
  {
    when: { words: /duplicate content/i },
    rule: "duplicate",
    kind: "content-rejected",
    how: "The account has just published the same text. The author changes it, or lets it go.",
    source: clients,
  },
  {
    when: { act: ofContent, code: "resource-not-found" },
    kind: "content-rejected",
    how: "The post or account that this is about does not exist any more, or is hidden. The author lets it go.",
    source: errorGuide,
  },
  {
    when: {
      act: ofContent,
      code: [
        "not-authorized-for-resource",
        "not-authorized-for-field",
        "field-unauthorized",
        "resource-unavailable",
        "disallowed-resource",
      ],
    },
    rule: "not-for-us",
    kind: "content-rejected",
    how: "X does not show this to the account: it belongs to a protected account, or is somebody else's to see. The author chooses something else.",
    source: openApi,
  },
  {
    when: { act: ofContent, code: "invalid-request" },
    kind: "content-rejected",
    how: "X does not take what was sent. The author changes it; sending the same again would be refused again.",
    source: openApi,
  },
  {
    when: { code: ["internal-error", "field-hydration-failure"] },
    rule: "internal-error",
    kind: "unreachable",
    how: "Nothing to do: X had trouble with a part of its answer, and we keep trying.",
    source: openApi,
  },
  {
    when: { status: 409 },
    kind: "content-rejected",
    how: "A stream was opened that has no rules. Whoever runs the program that opened it adds a rule first.",
    source: errorGuide,
  },
  {
    when: { code: "Forbidden" },
    kind: "scope-missing",
    how: "Whoever can sign in to the account connects it again, so that X grants everything. If it was a reply: X lets apps answer only those who mentioned the account or quoted its post.",
    source: `${errorGuide}, the text for a missing scope is not stable; replies: ${changelog}, 2026-02-23`,
  },
];
