import type { Row } from "../../kit/answer.ts";
import { googleKnown, googleTokens, type GoogleWords } from "../../kit/google-rows.ts";
import { types } from "../sources.ts";

const words: GoogleWords = {
  service: "Google Business Profile",
  it: "the location",
  them: "these locations",
  signInAgain: "Sign in once more with the same Google account.",
};

/** Codes of our own beside those of Google's sign-in (kit/google-calls.ts). Short: longer ones are struck out of the evidence. */
export const own = { mute: "no_voice", otherPlace: "other_place" } as const;

/** What only the adapter can know. */
export const known: readonly Row[] = [
  ...googleKnown(words),
  {
    when: { code: own.mute },
    kind: "profile-lost",
    cause: "profile_deactivated",
    how: "Google lets nobody post or answer for this location at present: it is not verified, was suspended, or counts as a duplicate. Its owner opens business.google.com and follows what Google asks for; nobody needs to reconnect.",
    source: `metadata.hasVoiceOfMerchant of a location, ${types}`,
  },
  {
    when: { code: own.otherPlace },
    kind: "unrecognised",
    how: "Google answered about another location than the one that was asked for. We are checking.",
    source: `\`name\` of a location, ${types}`,
  },
];

/** The token endpoint, `tokeninfo` and `revoke`. */
export const tokens: readonly Row[] = googleTokens(words);
