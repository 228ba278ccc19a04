import { sign, type KeyObject } from "node:crypto";

/** DER, as much of it as a certificate needs: ITU-T X.690 §8. */
function der(tag: number, ...parts: Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  const { length } = body;
  const told = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([tag, ...told]), body]);
}

const sequence = (...parts: Buffer[]): Buffer => der(0x30, ...parts);
const object = (hex: string): Buffer => der(0x06, Buffer.from(hex, "hex"));
const rsaWithSha256 = sequence(object("2a864886f70d01010b"), der(0x05));
const named = (name: string): Buffer =>
  sequence(der(0x31, sequence(object("550403"), der(0x0c, Buffer.from(name, "utf8")))));
const day = (text: string): Buffer => der(0x17, Buffer.from(`${text}000000Z`, "ascii"));

/** A certificate for a key, signed by itself: RFC 5280 §4.1, version 1. Node can read them and not make them. */
export function certificateOf({ publicKey, privateKey }: { publicKey: KeyObject; privateKey: KeyObject }): string {
  const name = named("federated-signon.system.gserviceaccount.com");
  const facts = sequence(
    der(0x02, Buffer.from([1])),
    rsaWithSha256,
    name,
    sequence(day("250101"), day("491231")),
    name,
    publicKey.export({ type: "spki", format: "der" }),
  );
  const signature = sign("sha256", facts, privateKey);
  const whole = sequence(facts, rsaWithSha256, der(0x03, Buffer.from([0]), signature));
  const lines = whole.toString("base64").match(/.{1,64}/g) ?? [];
  return ["-----BEGIN CERTIFICATE-----", ...lines, "-----END CERTIFICATE-----", ""].join("\n");
}
