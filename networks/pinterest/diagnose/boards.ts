import type { Row } from "../../kit/answer.ts";
import { openApi, tiersGuide } from "../sources.ts";

const inviteAgain =
  "The owner of the board invites this account again. If the board was made secret, its owner makes it public; the account's other boards are not affected.";
const changePin = "The author changes the Pin; sending the same again would be refused again.";

/** What concerns one board alone, or the kind of account. */
export const boards: readonly Row[] = [
  { when: { code: 7 }, kind: "profile-lost", how: inviteAgain, source: openApi },
  {
    when: { act: "publish", code: 29 },
    rule: "29-publish",
    kind: "profile-lost",
    how: `${inviteAgain} If Pins are refused on every board, the app has Trial access only: the operator applies for Standard access.`,
    source: `${openApi}; ${tiersGuide}; Trial from a single report`,
  },
  { when: { code: 29 }, kind: "profile-lost", how: inviteAgain, source: openApi },
  {
    when: { code: 403, words: /analytics/i },
    rule: "403-analytics",
    kind: "scope-missing",
    cause: "role_too_low",
    how: "Pinterest counts for business accounts. Whoever owns the account turns it into one in its settings at Pinterest.",
    source: openApi,
  },
  {
    when: { code: 403, words: /board or pin/i },
    rule: "403-board",
    kind: "profile-lost",
    cause: "profile_not_granted",
    who: "token_setter",
    how: "This account may not use the board. Its owner invites the account; then whoever can sign in connects it again.",
    source: openApi,
  },
  {
    when: { code: 403, words: /user account/i },
    rule: "403-account",
    kind: "scope-missing",
    reach: "grant",
    how: "Whoever can sign in to the account connects it again and gives access to all of it.",
    scopes: () => ["user_accounts:read"],
    source: openApi,
  },
  ...[{ code: 40 }, { code: 404, words: /board not found/i }].map((when): Row => ({
    when,
    rule: "40",
    kind: "profile-lost",
    cause: "profile_gone",
    how: "The board was deleted, or its owner hides it from this account. Disconnect it here if it is gone for good; the account's other boards are not affected.",
    source: openApi,
  })),
];

/** What was sent cannot be taken. */
export const content: readonly Row[] = [
  ...[{ code: 50 }, { code: 404, words: /pin not found/i }].map((when): Row => ({
    when,
    rule: "50",
    kind: "content-rejected",
    how: "The Pin was deleted at Pinterest. The author publishes it anew, or lets it go.",
    source: openApi,
  })),
  {
    when: { code: 2031 },
    kind: "content-rejected",
    how: "The section of the board does not exist any more. The author chooses another one, or none.",
    source: openApi,
  },
  {
    when: { act: ["publish", "inbox", "analytics"], code: [1, 400] },
    rule: "1",
    kind: "content-rejected",
    how: changePin,
    source: openApi,
  },
  {
    when: { status: 409 },
    kind: "content-rejected",
    how: "Pinterest has something of that name already. The author chooses another name.",
    source: `${openApi}; its code is unconfirmed`,
  },
];
