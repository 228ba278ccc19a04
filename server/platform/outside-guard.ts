import { lookup, type LookupAddress } from "node:dns";
import { isIP, type LookupFunction } from "node:net";
import { promisify } from "node:util";
import { Agent, buildConnector, type Dispatcher } from "undici";
import { isPublicAddress } from "./public-address.ts";

/** A host that somebody named is not called. The message is a sentence for that person; it tells nothing of our own network. */
export class AddressRefusedError extends Error {
  override readonly name = "AddressRefusedError";
  readonly code = "address_refused";
}

/** What tests replace. */
export interface GuardEdges {
  /** Every address of a name. Asked once for each connection. */
  readonly resolve?: (hostname: string) => Promise<readonly LookupAddress[]>;
  /** Makes connections, to nothing but what the lookup hands out. */
  readonly connector?: (lookup: LookupFunction) => buildConnector.connector;
}

export interface Guard {
  /** Connects to public addresses alone. */
  readonly dispatcher: Dispatcher;
  /** What can be told from an address without asking anybody; throws AddressRefusedError. */
  check(url: URL): void;
  close(): Promise<void>;
}

const connectMs = 5000;

/**
 * The guard before hosts that people type (server-side request forgery). There is no moment between check and use: the lookup that
 * checks a name is the one that its connection is made with, so a name that leads elsewhere the next time (rebinding) is
 * checked the next time. OWASP "Server-Side Request Forgery Prevention", cases 2 and 3.
 */
export function openGuard(edges: GuardEdges = {}): Guard {
  const connector = edges.connector ?? ((pinned) => buildConnector({ timeout: connectMs, lookup: pinned }));
  const agent = new Agent({ connect: connector(checkedLookup(edges.resolve ?? systemResolver)), connections: 8 });
  return { dispatcher: agent, check, close: () => agent.close() };
}

const systemLookup = promisify(lookup);
const systemResolver = (hostname: string) => systemLookup(hostname, { all: true, verbatim: true });

function check({ protocol, host, hostname, port, username, password }: URL): void {
  if (protocol !== "https:") throw new AddressRefusedError(`${host} is called with https only.`);
  if (username !== "" || password !== "")
    throw new AddressRefusedError(`An address with a name or a password before “@” is not called.`);
  if (port !== "") throw new AddressRefusedError(`${host} is not called: only the usual port of https is.`);
  if (isIP(hostname.replace(/^\[|\]$/g, "")) !== 0)
    throw new AddressRefusedError(`${hostname} is not called: enter the server's name instead of its number.`);
  // A name without a dot, and what ends like this, means something in a private network alone (RFC 6761, RFC 6762, RFC 9476).
  if (!/[^.]\.[^.]/.test(hostname) || /\.(localhost|local|internal|alt|home\.arpa)\.?$/.test(hostname))
    throw notPublic(hostname);
}

const notPublic = (hostname: string) =>
  new AddressRefusedError(`${hostname} is not a public server: its name leads into a private network.`);

/** All of a name's addresses must be public: with one private among them the choice would be the attacker's. */
function checkedLookup(resolve: NonNullable<GuardEdges["resolve"]>): LookupFunction {
  const find = async (hostname: string): Promise<readonly [LookupAddress, ...LookupAddress[]]> => {
    const [first, ...more] = await resolve(hostname);
    if (!first) throw new AddressRefusedError(`There is no server called ${hostname}.`);
    if (![first, ...more].every(({ address }) => isPublicAddress(address))) throw notPublic(hostname);
    return [first, ...more];
  };
  return (hostname, options, answer) => {
    find(hostname).then(
      (found) => (options.all ? answer(null, [...found]) : answer(null, found[0].address, found[0].family)),
      (error: NodeJS.ErrnoException) => answer(inWords(hostname, error), "", 0),
    );
  };
}

/** A name that does not exist is a typist's mistake; a resolver that is silent is not. */
function inWords(hostname: string, error: NodeJS.ErrnoException): NodeJS.ErrnoException {
  if (error.code !== "ENOTFOUND") return error;
  return new AddressRefusedError(`There is no server called ${hostname}.`, { cause: error });
}

/** The guard's own word in what `fetch` throws: it stands in the causes of "fetch failed". */
export function refusalIn(error: unknown): AddressRefusedError | undefined {
  if (error instanceof AddressRefusedError) return error;
  return error instanceof Error && error.cause !== error ? refusalIn(error.cause) : undefined;
}
