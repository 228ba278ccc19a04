import type { Row } from "../../kit/answer.ts";
import { googleKnown, googleTokens, type GoogleWords } from "../../kit/google-rows.ts";
import { types } from "../sources.ts";

const words: GoogleWords = {
  service: "YouTube",
  it: "the channel",
  them: "these channels",
  signInAgain: "Sign in once more with the same Google account and choose this channel.",
};

/** Codes of our own beside those of Google's sign-in (kit/google-calls.ts). Short: longer ones are struck out of the evidence. */
export const own = { otherChannel: "other_chan", noChannel: "no_channel", unlinked: "not_set_up" } as const;

/** What only the adapter can know. */
export const known: readonly Row[] = [
  ...googleKnown(words),
  {
    when: { code: own.otherChannel },
    kind: "profile-lost",
    cause: "profile_not_granted",
    who: "token_setter",
    how: "This login opens another channel now. Renew, and choose this channel on Google's page.",
    source: "channels.list with mine=true returns the channel of the consent, read 2026-11-22",
  },
  {
    when: { code: own.noChannel },
    kind: "profile-lost",
    cause: "profile_gone",
    how: "This Google account has no channel any more: it was deleted, or moved to another account. Whoever manages it now connects it.",
    source: "channels.list with mine=true and no items, read 2026-11-22",
  },
  {
    when: { code: own.unlinked },
    kind: "profile-lost",
    cause: "profile_deactivated",
    how: "YouTube takes no videos for this channel until it is set up completely. Its owner opens youtube.com as this channel and finishes that.",
    source: `status.isLinked of a channel, ${types}`,
  },
];

/** The token endpoint, `tokeninfo` and `revoke`. */
export const tokens: readonly Row[] = googleTokens(words);
