// A PLC directory and a PDS with their OAuth server, as one process that lives no longer than whoever started it.
//
//   node serve.mjs [pds port] [plc port] [host name]
//
// Ports that are left out or 0 are chosen. With a host name the PDS calls itself https://<host name> in everything it
// says, although it listens on plain http here: whoever calls it has to bring a host table.
//
// It prints one line when ready, {"pds","plc","adminPassword"}, then obeys lines on stdin: "stop" takes the PDS down
// (the PLC directory stays), "start" brings it back on the same port with the same data, "stand-in <origin> <address>"
// lets it find at that address what it fetches from the origin (a client's documents have to be at an https address).
// Each is answered by one line: {"state":"done"} or {"state":"failed","reason"}. The end of stdin ends the process.
import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

const folder = mkdtempSync(join(tmpdir(), "latchkey-pds-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => process.exit(0));
// dev-env puts whatever it writes into os.tmpdir(): from here on that is our own folder.
process.env.TMPDIR = folder;

const standIns = new Map();
const realFetch = globalThis.fetch;
globalThis.fetch = (input, init) => {
  const asked = new Request(input, init);
  const { origin, pathname, search } = new URL(asked.url);
  const address = standIns.get(origin);
  return realFetch(address ? new Request(address + pathname + search, asked) : asked);
};

const { ADMIN_PASSWORD, TestPds, TestPlc, mockNetworkUtilities } = await import("@atproto/dev-env");

const say = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);

const plc = await TestPlc.create({ port: await portOr(process.argv[3]) });
const home = {
  port: await portOr(process.argv[2]),
  ...(process.argv[4] && { hostname: process.argv[4] }),
  didPlcUrl: plc.url,
  dataDirectory: join(folder, "data"),
  blobstoreDiskLocation: join(folder, "blobs"),
  plcRotationKeyK256PrivateKeyHex: randomBytes(32).toString("hex"),
};
mkdirSync(home.dataDirectory);
let pds = await open();
say({ pds: pds.url, plc: plc.url, adminPassword: ADMIN_PASSWORD });

const orders = { stop, start, "stand-in": async (origin, address) => standIns.set(origin, address) };
for await (const line of createInterface({ input: process.stdin })) {
  const [word, ...rest] = line.split(" ");
  try {
    await orders[word](...rest);
    say({ state: "done" });
  } catch (error) {
    say({ state: "failed", reason: String(error) });
  }
}
process.exit(0);

async function open() {
  const opened = await TestPds.create(home);
  // Handles end in .test, which no name server knows: the PDS asks itself for them.
  mockNetworkUtilities(opened);
  return opened;
}

async function stop() {
  await pds?.close();
  pds = undefined;
}

async function start() {
  pds ??= await open();
}

/** The port asked for, or a free one: dev-env needs the number before it listens, so port 0 is no choice. */
async function portOr(asked) {
  if (Number(asked)) return Number(asked);
  const probe = createServer();
  await new Promise((resolve, reject) => probe.on("error", reject).listen(0, resolve));
  const { port } = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
