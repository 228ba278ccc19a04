import { dayOf, useNow } from "../when.ts";

/** An address inside a sentence, with or without `https://`; a bare file name is none. */
const addresses = /((?:https:\/\/)?[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}\/[^\s,;()]*[^\s,;().])/gi;

/** Where a fact is from, and when it was read there; the pages it names can be opened. */
export function Source({ of, readOn }: { of: string; readOn?: string }) {
  const now = useNow();
  // Split by a pattern with one group: every second part is an address.
  const parts = of.split(addresses);
  return (
    <>
      {parts.map((part, index) => (index % 2 === 0 ? part : <Address key={part} words={part} />))}
      {readOn !== undefined && <>, read {dayOf(`${readOn}T12:00:00Z`, now)}</>}
    </>
  );
}

function Address({ words }: { words: string }) {
  return (
    <a href={words.startsWith("https://") ? words : `https://${words}`} target="_blank" rel="noreferrer">
      {words}
    </a>
  );
}
