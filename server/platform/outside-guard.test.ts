import type { LookupAddress } from "node:dns";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { AddressRefusedError, type GuardEdges } from "./outside-guard.ts";
import { openOutside, type Outside, type OutsideOptions } from "./outside.ts";
import { isPublicAddress } from "./public-address.ts";

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const publicAddress = "93.184.215.14";
const asAddress = (address: string): LookupAddress => ({ address, family: address.includes(":") ? 6 : 4 });

/** A server somewhere on the internet, with the names that lead to it and what was dialled. */
interface Far {
  readonly door: Outside;
  readonly asked: string[];
  readonly dialled: string[];
  readonly arrived: string[];
}

type Answering = (request: IncomingMessage, response: ServerResponse) => void;

/** @param addresses what the resolver says, one entry for each time it is asked; the last one stays */
async function far(
  answer: Answering,
  addresses: readonly (readonly string[])[] = [[publicAddress]],
  options: OutsideOptions = {},
): Promise<Far> {
  const arrived: string[] = [];
  const server = createServer((request, response) => {
    arrived.push(request.url ?? "");
    answer(request, response);
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  const asked: string[] = [];
  const dialled: string[] = [];
  const guard: GuardEdges = {
    resolve: (hostname) => {
      asked.push(hostname);
      return Promise.resolve((addresses[asked.length - 1] ?? addresses.at(-1) ?? []).map(asAddress));
    },
    // Stands in for the wire alone: whatever the guard hands out to be dialled is answered by the server above.
    connector: (lookup) => (target, callback) =>
      lookup(target.hostname, { all: true }, (error, found) => {
        if (error || typeof found === "string") return callback(error ?? new Error("all were asked for"), null);
        dialled.push(...found.map(({ address }) => address));
        const socket = connect(port, "127.0.0.1", () => callback(null, socket));
        socket.once("error", (failure) => callback(failure, null));
      }),
  };
  const door = openOutside({ ...options, guard: { ...guard, ...options.guard } });
  closers.push(async () => {
    await door.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { door, asked, dialled, arrived };
}

const ok: Answering = (_request, response) => response.end("ok");

const refusalOf = async (work: Promise<unknown>): Promise<Error> => {
  const error: unknown = await work.then(
    () => new Error("it was let through"),
    (reason: unknown) => reason,
  );
  if (!(error instanceof Error)) throw new Error(`no error but ${String(error)}`);
  return error;
};

describe("a host that somebody typed", () => {
  test("is called when it is a public server, at the very address that was checked", async () => {
    const { door, asked, dialled } = await far(ok);
    expect(await (await door.fetch("https://coffee.example/api")).text()).toBe("ok");
    expect([asked, dialled]).toEqual([["coffee.example"], [publicAddress]]);
  });

  test.each([
    ["loopback", "127.0.0.1"],
    ["loopback by another number", "127.8.9.10"],
    ["this machine", "0.0.0.0"],
    ["a private network", "10.1.2.3"],
    ["another private network", "172.20.0.1"],
    ["the router at home", "192.168.1.1"],
    ["carrier-grade NAT", "100.64.0.1"],
    ["the metadata service", "169.254.169.254"],
    ["another metadata service", "168.63.129.16"],
    ["multicast", "224.0.0.1"],
    ["broadcast", "255.255.255.255"],
    ["loopback in IPv6", "::1"],
    ["nowhere in IPv6", "::"],
    ["loopback, mapped into IPv6", "::ffff:127.0.0.1"],
    ["a public address, mapped into IPv6", "::ffff:93.184.215.14"],
    ["loopback behind NAT64", "64:ff9b::7f00:1"],
    ["loopback behind a NAT64 of one's own", "64:ff9b:1::7f00:1"],
    ["loopback behind 6to4", "2002:7f00:1::"],
    ["loopback behind Teredo", "2001:0:7f00:1::"],
    ["IPv4-compatible IPv6", "::127.0.0.1"],
    ["a unique local address", "fd00::1"],
    ["a link-local address", "fe80::1"],
    ["multicast in IPv6", "ff02::1"],
    ["documentation in IPv6", "2001:db8::1"],
  ])("is refused in words when its name leads to %s (%s)", async (_what, address) => {
    const { door, dialled, arrived } = await far(ok, [[address]]);
    const refusal = await refusalOf(door.fetch("https://coffee.example/"));
    expect(refusal).toBeInstanceOf(AddressRefusedError);
    expect(refusal.message).toBe("coffee.example is not a public server: its name leads into a private network.");
    expect([dialled, arrived]).toEqual([[], []]);
  });

  test("is refused when one of its addresses is private, wherever that stands", async () => {
    for (const addresses of [
      [publicAddress, "10.0.0.1"],
      ["10.0.0.1", publicAddress],
    ]) {
      const { door, dialled } = await far(ok, [addresses]);
      expect((await refusalOf(door.fetch("https://coffee.example/"))).message).toContain("not a public server");
      expect(dialled).toEqual([]);
    }
  });

  test("is refused when its name leads elsewhere the second time (rebinding), and is asked once for each connection", async () => {
    const closing: Answering = (_request, response) => response.setHeader("connection", "close").end("ok");
    const { door, asked, dialled, arrived } = await far(closing, [[publicAddress], ["127.0.0.1"]]);
    expect(await (await door.fetch("https://coffee.example/1")).text()).toBe("ok");
    expect(asked).toHaveLength(1);
    expect((await refusalOf(door.fetch("https://coffee.example/2"))).message).toContain("not a public server");
    expect([asked.length, dialled, arrived]).toEqual([2, [publicAddress], ["/1"]]);
  });

  test("is refused by the connections of the real thing as well: nothing arrives", async () => {
    const near = await far(ok);
    const guard: GuardEdges = { resolve: () => Promise.resolve([asAddress("127.0.0.1")]) };
    const door = openOutside({ guard });
    closers.push(() => door.close());
    expect(await refusalOf(door.fetch("https://coffee.example/"))).toBeInstanceOf(AddressRefusedError);
    expect(near.arrived).toEqual([]);
  });

  test.each([
    ["http://coffee.example/", "coffee.example is called with https only."],
    ["https://coffee.example:8443/", "coffee.example:8443 is not called: only the usual port of https is."],
    ["https://anna@coffee.example/", "An address with a name or a password before “@” is not called."],
    ["https://127.0.0.1/", "127.0.0.1 is not called: enter the server's name instead of its number."],
    ["https://2130706433/", "127.0.0.1 is not called: enter the server's name instead of its number."],
    ["https://0x7f.1/", "127.0.0.1 is not called: enter the server's name instead of its number."],
    ["https://[::ffff:127.0.0.1]/", "[::ffff:7f00:1] is not called: enter the server's name instead of its number."],
    ["https://93.184.215.14/", "93.184.215.14 is not called: enter the server's name instead of its number."],
    ["https://localhost/", "localhost is not a public server: its name leads into a private network."],
    ["https://router/", "router is not a public server: its name leads into a private network."],
    ["https://printer.local/", "printer.local is not a public server: its name leads into a private network."],
    ["https://api.localhost./", "api.localhost. is not a public server: its name leads into a private network."],
    [
      "https://metadata.google.internal/",
      "metadata.google.internal is not a public server: its name leads into a private network.",
    ],
  ])("%s is refused before any name is looked up", async (url, words) => {
    const { door, asked, dialled } = await far(ok);
    const refusal = await refusalOf(Promise.resolve().then(() => door.fetch(url)));
    expect([refusal.name, refusal.message, asked, dialled]).toEqual(["AddressRefusedError", words, [], []]);
  });

  test("a name that nobody has is a typing mistake; a resolver in trouble is not", async () => {
    const failing = async (code: string) => {
      const resolve = () => Promise.reject(Object.assign(new Error(`getaddrinfo ${code}`), { code }));
      return refusalOf((await far(ok, [], { guard: { resolve } })).door.fetch("https://cofee.example/"));
    };
    expect((await failing("ENOTFOUND")).message).toBe("There is no server called cofee.example.");
    expect(await failing("EAI_AGAIN")).not.toBeInstanceOf(AddressRefusedError);
    const { door } = await far(ok, [[]]);
    expect((await refusalOf(door.fetch("https://cofee.example/"))).message).toContain("There is no server");
  });

  test.each([
    "http://127.0.0.1/",
    "https://169.254.169.254/latest/meta-data",
    "https://[::ffff:10.0.0.1]/",
    "https://other.example/",
  ])("a redirect to %s is handed back, or refused in words; it is never followed", async (location) => {
    const { door, asked, arrived } = await far((_request, response) => response.writeHead(302, { location }).end());
    const answer = await door.fetch("https://coffee.example/");
    expect([answer.status, answer.headers.get("location")]).toEqual([302, location]);
    for (const redirect of ["follow", "error"] as const)
      expect((await refusalOf(door.fetch("https://coffee.example/", { redirect }))).message).toMatch(
        /^coffee\.example (leads on to .+, which is not followed\.|redirects, which this call does not allow\.)$/,
      );
    expect([new Set(asked), arrived]).toEqual([new Set(["coffee.example"]), ["/", "/", "/"]]);
  });

  test("a host of ours that leads on to a private address is refused there", async () => {
    const { door, dialled } = await far(ok, [["10.0.0.1"]], {
      hosts: { "chirp.example": await redirecting("https://coffee.example/") },
    });
    const refusal = await refusalOf(door.fetch("https://chirp.example/", { redirect: "follow" }));
    expect(refusal.message).toContain("coffee.example is not a public server");
    expect(dialled).toEqual([]);
  });

  test("an answer of a gigabyte is dropped after the first one of its megabytes, whether its length was told or not", async () => {
    let sent = 0;
    const endless: Answering = (request, response) => {
      if (request.url === "/told") response.setHeader("content-length", 1024 ** 3);
      const chunk = Buffer.alloc(64 * 1024);
      const more = () => {
        while (sent < 1024 ** 3 && !response.destroyed) {
          sent += chunk.length;
          if (!response.write(chunk)) return response.once("drain", more);
        }
        return response.end();
      };
      more();
    };
    const { door } = await far(endless);
    for (const path of ["/told", "/untold"]) {
      sent = 0;
      const answer = await door.fetch(`https://coffee.example${path}`);
      expect((await refusalOf(answer.text())).message).toBe("coffee.example answered with more than 1048576 bytes");
      expect(sent).toBeLessThan(100 * 1024 ** 2);
    }
  });

  // Whether the deadline comes before or after the first byte is chance on a busy machine: whole answers are asked for.
  const whole = async (door: Outside, path: string, signal?: AbortSignal): Promise<string> =>
    (await door.fetch(`https://coffee.example${path}`, signal ? { signal } : {})).text();

  test.each(["/silent", "/drip"])("%s: an answer that never ends is cut off by the caller's deadline", async (path) => {
    const { door } = await far(dripping);
    await expect(whole(door, path, AbortSignal.timeout(150))).rejects.toThrow(/timeout/);
  });

  test.each(["/silent", "/drip"])("%s: a caller without a deadline has one all the same", async (path) => {
    const { door } = await far(dripping, [[publicAddress]], { guard: { longestSeconds: 0.15 } });
    await expect(whole(door, path)).rejects.toThrow(/timeout/);
  });

  test("an answer that drips is cut off after its headers as well", async () => {
    const { door } = await far(dripping);
    const deadline = new AbortController();
    const answer = await door.fetch("https://coffee.example/drip", { signal: deadline.signal });
    deadline.abort(new DOMException("the deadline", "TimeoutError"));
    await expect(answer.text()).rejects.toThrow("the deadline");
  });
});

const dripping: Answering = (request, response) => {
  if (request.url === "/silent") return;
  const drip = setInterval(() => response.write("."), 10);
  response.once("close", () => clearInterval(drip));
};

async function redirecting(location: string): Promise<string> {
  const server = createServer((_request, response) => response.writeHead(302, { location }).end());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  closers.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test("hosts of the adapters and of the table are not guarded; a trusted host is trusted with https alone", async () => {
  const base = await redirecting("/elsewhere");
  const { door, asked } = await far(ok, [["10.0.0.1"]], {
    hosts: { "chirp.example": base },
    trusted: ["bird.example"],
  });
  expect((await door.fetch("https://chirp.example/")).status).toBe(302);
  // Nobody answers there, but nobody refuses to ask either.
  const unanswered = await refusalOf(door.fetch("https://bird.example/", { signal: AbortSignal.timeout(2000) }));
  expect(unanswered).not.toBeInstanceOf(AddressRefusedError);
  expect(await refusalOf(door.fetch("http://bird.example/"))).toBeInstanceOf(AddressRefusedError);
  expect(asked).toEqual([]);
});

test("addresses that are given out to everybody are public", () => {
  for (const address of [publicAddress, "1.1.1.1", "172.15.255.255", "172.32.0.1", "2606:4700::1111", "2a00:1450::1"])
    expect([address, isPublicAddress(address)]).toEqual([address, true]);
  for (const nonsense of ["", "coffee.example", "1.2.3", "fe80::1%eth0", "2606:4700::1111%1", "[::1]"])
    expect([nonsense, isPublicAddress(nonsense)]).toEqual([nonsense, false]);
});
