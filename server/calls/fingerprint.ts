import { createHash } from "node:crypto";

/** What an answer says, in a form in which two answers of the same kind are equal. Made of redacted bodies only. */
export interface Fingerprint {
  readonly hash: string;
  readonly code: string | null;
  readonly subcode: string | null;
  /** Lower case, without quoted names, ids and numbers; for an answer with neither words nor code the names of its members. */
  readonly words: string;
}

/** Where networks put these, from the most telling name to the least. */
const codeNames = ["code", "error_code", "errorcode", "serviceerrorcode", "error", "error_name", "type"];
const subcodeNames = ["error_subcode", "subcode", "suberrorcode"];
const wordNames = ["message", "error_description", "error_message", "errormessage", "description", "detail", "title"];

const noWords = "no words";
const longestWords = 200;
const longestCode = 60;
const deepest = 5;

export function fingerprintOf(body: unknown): Fingerprint {
  const leaves = leavesOf(body);
  const code = asCode(firstOf(leaves, codeNames));
  const subcode = asCode(firstOf(leaves, subcodeNames));
  const said = typeof body === "string" ? body : firstOf(leaves, wordNames);
  const words = said === undefined ? wordless(body, code) : plain(String(said));
  const hash = createHash("sha256")
    .update(JSON.stringify([code, subcode, words]))
    .digest("hex");
  return { hash, code, subcode, words };
}

interface Leaf {
  readonly name: string;
  readonly value: string | number;
}

/** Every named text and number, the outermost first: an error's own code stands above those of its details. */
function leavesOf(body: unknown): readonly Leaf[] {
  const leaves: Leaf[] = [];
  let level = [body];
  for (let depth = 0; depth < deepest && level.length > 0; depth++) {
    const members = level.flatMap((one) => (typeof one === "object" && one !== null ? Object.entries(one) : []));
    for (const [name, value] of members)
      if (typeof value === "string" || typeof value === "number") leaves.push({ name: name.toLowerCase(), value });
    level = members.map(([, value]) => value);
  }
  return leaves;
}

function firstOf(leaves: readonly Leaf[], names: readonly string[]): string | number | undefined {
  for (const name of names) {
    const found = leaves.find((leaf) => leaf.name === name && leaf.value !== "" && !isStruckOut(leaf.value));
    if (found) return found.value;
  }
  return undefined;
}

/** What `redact` took out says nothing. */
function isStruckOut(value: string | number): boolean {
  return typeof value === "string" && value.startsWith("[struck out]");
}

/** A code is a number or one word; anything longer is treated as words are. */
function asCode(value: string | number | undefined): string | null {
  if (value === undefined) return null;
  const text = String(value);
  return /^[\w.:-]+$/.test(text) && text.length <= longestCode ? text : plain(text).slice(0, longestCode);
}

function wordless(body: unknown, code: string | null): string {
  if (code !== null) return noWords;
  if (Array.isArray(body)) return body.length === 0 ? "an empty list" : "a list";
  if (typeof body !== "object" || body === null) return body === null ? "no body" : `a ${typeof body}`;
  const names = Object.keys(body).map(plain).toSorted();
  return names.length === 0 ? "an empty object" : `members: ${names.join(", ")}`.slice(0, longestWords);
}

/** Texts that name a person, a page or an id differ from one answer to the next although they say the same. */
function plain(text: string): string {
  const unnamed = text
    .toLowerCase()
    .replaceAll(/"[^"]*"|“[^”]*”|`[^`]*`|(?<![a-z])'[^']*'/g, "“…”")
    .replaceAll(/https?:\/\/\S+|\S+@\S+/g, "…")
    .replaceAll(/[\w-]*\d[\w-]*/g, "#")
    .replaceAll(/\s+/g, " ")
    .trim();
  return unnamed === "" ? noWords : unnamed.slice(0, longestWords);
}
