/** What an id names; its prefix makes a stray id readable in a log or a support mail. */
export const idPrefixes = {
  profile: "prf",
  grant: "grt",
  access: "acc",
  incident: "inc",
  event: "evt",
  app: "app",
  brand: "brd",
  authorization: "aut",
  renewalLink: "rnl",
  refreshAttempt: "rfa",
  networkCall: "nca",
  unrecognisedAnswer: "unr",
} as const;

export type IdKind = keyof typeof idPrefixes;

const alphabet = "0123456789abcdefghjkmnpqrstvwxyz"; // Crockford base32, lower case: no i l o u

/** `grt_01k…`: 9 characters of time (ms), 13 of chance (64 bits). Ids of one kind sort by time, so lists page by key. */
export function newId(kind: IdKind, now: Date, randomBytes: Uint8Array): string {
  return `${idPrefixes[kind]}_${timePart(now.getTime())}${randomPart(randomBytes)}`;
}

function timePart(milliseconds: number): string {
  let rest = milliseconds;
  let text = "";
  for (let i = 0; i < 9; i++) {
    text = alphabet.charAt(rest % 32) + text;
    rest = Math.floor(rest / 32);
  }
  return text;
}

function randomPart(bytes: Uint8Array): string {
  let text = "";
  for (let i = 0; i < 13; i++) text += alphabet.charAt((bytes[i] ?? 0) % 32);
  return text;
}
