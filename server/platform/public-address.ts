import { BlockList, isIPv4, isIPv6 } from "node:net";

/**
 * Blocks of IPv4 that are not the public internet. What is not here is public.
 * Source: www.iana.org/assignments/iana-ipv4-special-registry (RFC 6890 and its successors), known 2026-11-22.
 */
const closedIPv4: readonly (readonly [address: string, prefix: number])[] = [
  ["0.0.0.0", 8], // "this network"; connects to the machine itself on Linux
  ["10.0.0.0", 8], // private
  ["100.64.0.0", 10], // carrier-grade NAT; also the metadata service of Alibaba Cloud (100.100.100.200)
  ["127.0.0.0", 8], // loopback
  ["169.254.0.0", 16], // link-local; the metadata services of AWS, Azure, Google Cloud and others (169.254.169.254)
  ["172.16.0.0", 12], // private
  ["192.0.0.0", 24], // protocol assignments; also Oracle Cloud's metadata (192.0.0.192)
  ["192.0.2.0", 24], // documentation
  ["192.31.196.0", 24], // AS112
  ["192.52.193.0", 24], // automatic multicast tunnelling
  ["192.88.99.0", 24], // 6to4 relays
  ["192.168.0.0", 16], // private
  ["192.175.48.0", 24], // AS112
  ["198.18.0.0", 15], // benchmarks
  ["198.51.100.0", 24], // documentation
  ["203.0.113.0", 24], // documentation
  ["224.0.0.0", 4], // multicast
  ["240.0.0.0", 4], // reserved, and broadcast
  ["168.63.129.16", 32], // Azure's platform service, on an address that is registered as public
];

/**
 * IPv6 the other way round: only the block that is given out (RFC 4291 §2.4) is public, without these parts of it. So `::1`, `::ffff:…`
 * (mapped IPv4), `64:ff9b::…` (NAT64), `fc00::/7`, `fe80::/10` and `ff00::/8` are shut out without being named.
 * Source: www.iana.org/assignments/iana-ipv6-special-registry, known 2026-11-22.
 */
const openIPv6 = ["2000::", 3] as const;
const closedIPv6: readonly (readonly [address: string, prefix: number])[] = [
  ["2001::", 23], // protocol assignments, Teredo among them, which carries IPv4
  ["2001:db8::", 32], // documentation
  ["2002::", 16], // 6to4, which carries IPv4
  ["2620:4f:8000::", 48], // AS112
  ["3fff::", 20], // documentation
];

const closed = new BlockList();
for (const [address, prefix] of closedIPv4) closed.addSubnet(address, prefix, "ipv4");
for (const [address, prefix] of closedIPv6) closed.addSubnet(address, prefix, "ipv6");
const open = new BlockList();
open.addSubnet(...openIPv6, "ipv6");

/** Whether an address belongs to the public internet. What is no address at all is not public. */
export function isPublicAddress(address: string): boolean {
  if (isIPv4(address)) return !closed.check(address, "ipv4");
  return isIPv6(address) && !address.includes("%") && open.check(address, "ipv6") && !closed.check(address, "ipv6");
}
