import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { sourceFiles, textOf } from "#test/source-files.ts";
import { contractFolder, generatedContract } from "#test/generated-contract.ts";
import { generated, written } from "#test/generated-docs.ts";

const root = join(import.meta.dirname, "..");
const pages = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "sdk/README.md"].concat(
  readdirSync(import.meta.dirname)
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`),
);
const read = (path: string) => readFileSync(join(root, path), "utf8");

test.each(generated.map((part) => [`${part.page}: ${part.name}`, part] as const))(
  "R16 %s is what the code says; `npm run docs` writes it anew",
  (_where, part) => {
    expect(written(part)).toBe(part.text);
  },
);

test("sdk/contract is what the schemas of the server say; `npm run docs` writes it anew", async () => {
  const files = await generatedContract();
  const stale = files.filter(({ path, text }) => !existsSync(join(root, path)) || read(path) !== text);
  expect(stale.map(({ path }) => path)).toEqual([]);
  const written = new Set(files.map(({ path }) => path));
  const strangers = readdirSync(join(root, contractFolder)).filter((name) => !written.has(`${contractFolder}/${name}`));
  expect(strangers).toEqual([]);
});

test.each(pages)("%s names only files that exist", (page) => {
  const text = read(page);
  const links = [...text.matchAll(/(?:\]\(|src="|srcset=")(?!https?:)([^)"#]+)(?:#[^)"]*)?[)"]/g)].map(
    ([, target = ""]) => join(dirname(page), target),
  );
  const named = [...text.matchAll(/`([a-z][\w-]*(?:\/[\w.-]+)+\/?|[a-z]+\/)`/g)]
    .map(([, path = ""]) => path)
    .filter((path) => !path.startsWith("application/"));
  expect([...links, ...named].filter((path) => !existsSync(join(root, path)))).toEqual([]);
});

test.each(pages)("%s: the headings that links point to are there", (page) => {
  const targets = [...read(page).matchAll(/\]\((?!https?:)([^)#]*)#([^)]+)\)/g)];
  const missing = targets.filter(([, path = "", anchor = ""]) => {
    const text = path === "" ? read(page) : read(join(dirname(page), path));
    return !anchorsOf(text).includes(anchor);
  });
  expect(missing.map(([link]) => link)).toEqual([]);
});

function anchorsOf(text: string): string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, title = ""]) =>
    title
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} -]/gu, "")
      .replaceAll(" ", "-"),
  );
}

test("the tests that ARCHITECTURE.md names show what it says: the numbers stand in their titles", () => {
  const claims = [...read("ARCHITECTURE.md").matchAll(/`([\w/.-]+\.ts)` \(((?:[RP]\d+ ?)+)\)/g)];
  expect(claims.length).toBeGreaterThan(5);
  const unproved = claims.flatMap(([, path = "", numbers = ""]) =>
    numbers
      .split(" ")
      .filter((number) => !new RegExp(`["'\`](?:[RP]\\d+ )*${number} `).test(read(path)))
      .map((number) => `${number} in ${path}`),
  );
  expect(unproved).toEqual([]);
});

test("every number that a test's title names is explained in docs/promises.md", () => {
  const titles = sourceFiles()
    .filter((path) => /\.test\.tsx?$/.test(path))
    .flatMap((path) => [...textOf(path).matchAll(/["'`]((?:[RP]\d+ )+)/g)].map(([, numbers = ""]) => numbers));
  const explained = new Set([...read("docs/promises.md").matchAll(/^\| ([RP]\d+) \|/gm)].map(([, number]) => number));
  const unknown = new Set(titles.flatMap((numbers) => numbers.trim().split(" ")).filter((one) => !explained.has(one)));
  expect([...unknown]).toEqual([]);
});
