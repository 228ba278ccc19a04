import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { launchChromium, phone } from "./chromium.ts";

test("a page opens in Chromium, dark and on a phone when asked, and each context is a fresh person", async () => {
  const server = createServer((request, response) => {
    response.setHeader("content-type", "text/html").end(`<h1>${request.headers.cookie ?? "no cookie"}</h1>`);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    await using chromium = await launchChromium();
    const address = `http://localhost:${(server.address() as AddressInfo).port}`;
    const first = await chromium.open({ colorScheme: "dark" });
    const page = await first.newPage();
    await page.goto(address);
    await page.evaluate("document.cookie = 'seen=yes'");
    await page.reload();
    expect(await page.textContent("h1")).toBe("seen=yes");
    expect(await page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")).toBe(true);

    const other = await (await chromium.open(phone)).newPage();
    await other.goto(address);
    expect(await other.textContent("h1")).toBe("no cookie");
    expect(await other.evaluate("screen.width")).toBe(390);
  } finally {
    server.closeAllConnections();
    server.close();
  }
});
