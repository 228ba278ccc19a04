import { expect, test } from "vitest";
import { Secret } from "#core/secret.ts";
import { openOnce } from "./masked.ts";

/** A vault whose sealed texts say what they hold and where they belong. */
function countingVault() {
  let opened = 0;
  const open = (sealed: string, boundTo: string): Secret => {
    opened++;
    const [place, text = ""] = sealed.split("|");
    if (place !== boundTo) throw new Error(`${sealed} does not belong to ${boundTo}`);
    return Secret.of(text);
  };
  return { open, opened: () => opened };
}

test("a sealed text is opened once and is the same each time, whatever is in it", () => {
  const vault = countingVault();
  const { open } = openOnce(vault);
  for (const text of ["EAAB-token", "", "zwölf £ 令牌 🔑"])
    for (let time = 0; time < 3; time++) expect(open(`here|${text}`, "here").reveal()).toBe(text);
  expect(vault.opened()).toBe(3);
});

test("bound to another place it does not open, even after it was opened for its own", () => {
  const { open } = openOnce(countingVault());
  expect(open("here|token", "here").reveal()).toBe("token");
  expect(() => open("here|token", "there")).toThrow("does not belong to there");
});

test("what does not open is asked for again each time", () => {
  const vault = countingVault();
  const { open } = openOnce(vault);
  for (let time = 0; time < 2; time++) expect(() => open("there|token", "here")).toThrow("does not belong");
  expect(vault.opened()).toBe(2);
});
