import type { Row } from "../../kit/answer.ts";
import { either, metaAppRows, operatorChecks } from "../../kit/meta-rows.ts";
import { graphGuide, pagesGuide, read, recorded } from "../sources.ts";

const oldList = `third-party list of subcodes, odev.me/facebook_api_error_codes, ${read}; unconfirmed by Meta`;

/** 102 ("API session") carries the same subcodes as 190. */
const session = [190, 102];

const signIn = "The person who connected it signs in once; all their Pages come back.";
const ourFault = "The operator reports this to us: the request was wrong, no login is to blame.";

/** What ends a token or an access. */
export const sessions: readonly Row[] = [
  {
    when: { code: session, subcode: 2069032 },
    rule: "190-2069032",
    kind: "app-rejected",
    how: ourFault,
    source: pagesGuide,
  },
  {
    when: { code: session, subcode: 458 },
    rule: "190-458",
    kind: "grant-revoked",
    cause: "revoked_by_person",
    confidence: "certain",
    how: "If the app was not removed on purpose, the person who connected it renews; or another person with a role on the Page does.",
    source: graphGuide,
  },
  {
    when: { code: session, subcode: 459 },
    rule: "190-459",
    kind: "grant-revoked",
    cause: "person_blocked",
    retry: "daily",
    how: "The person who connected it signs in on facebook.com and passes the security check there; often that is all.",
    source: graphGuide,
  },
  {
    when: { code: session, subcode: 460 },
    rule: "190-460",
    kind: "grant-revoked",
    cause: "password_changed",
    confidence: "certain",
    how: signIn,
    source: graphGuide,
  },
  // Reach `access`: a user token that is over by time takes no Page token with it (probe.ts, "ownEnds").
  {
    when: { code: session, subcode: 463 },
    rule: "190-463",
    kind: "token-expired",
    reach: "access",
    retry: "never",
    confidence: "certain",
    how: signIn,
    source: graphGuide,
  },
  {
    when: { code: session, subcode: 464 },
    rule: "190-464",
    kind: "grant-revoked",
    cause: "person_blocked",
    retry: "daily",
    how: "The person who connected it confirms the account on facebook.com, then signs in once here.",
    source: graphGuide,
  },
  {
    when: { code: session, subcode: 467 },
    rule: "190-467",
    kind: "token-expired",
    cause: "session_ended",
    reach: "access",
    retry: "never",
    how: signIn,
    source: graphGuide,
  },
  {
    when: { code: session, subcode: 492 },
    rule: "190-492",
    kind: "profile-lost",
    how: "Someone with full control of the Page gives the role back, or renews instead. If the business demands two-factor login, switching it on is enough.",
    source: graphGuide,
  },
  {
    when: { code: session, subcode: [456, 457, 461, 462, 465, 466, 468] },
    rule: "190-old-subcodes",
    kind: "token-expired",
    cause: "session_ended",
    reach: "access",
    retry: "never",
    how: signIn,
    source: oldList,
  },
  // Only the text tells these from a dead token: 190 without a subcode is all that Facebook gives.
  {
    when: { code: [...session, 101], words: /^Error validating application/i },
    rule: "190-application",
    kind: "app-rejected",
    how: operatorChecks,
    source: `sns-sdks/python-facebook#271 and ${recorded}`,
  },
  {
    when: { code: session, subcode: null, words: /must be granted before impersonating/i },
    rule: "190-impersonating",
    kind: "profile-lost",
    cause: "profile_not_granted",
    who: "token_setter",
    how: "The person who connected it renews and ticks this Page at Facebook; the other Pages are not affected.",
    source: `gitroomhq/postiz-app#1912 and #2045, ${read}`,
  },
  {
    when: { code: session },
    rule: "190",
    kind: "token-expired",
    cause: "session_ended",
    reach: "access",
    retry: "never",
    how: signIn,
    source: graphGuide,
  },
];

/** What the operator of the installation has to mend. */
export const app: readonly Row[] = [
  ...metaAppRows,
  {
    when: { code: 200, subcode: [2069030, 2069031, 2069033] },
    rule: "200-unsupported",
    kind: "app-rejected",
    how: ourFault,
    source: pagesGuide,
  },
  { when: { code: 1705 }, kind: "app-rejected", how: ourFault, source: graphGuide },
  ...either([3001, 1504028], { kind: "app-rejected", how: ourFault, source: pagesGuide }),
];
