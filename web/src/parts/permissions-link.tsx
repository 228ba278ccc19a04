import { Link } from "@tanstack/react-router";
import { permissionsTopic } from "../words.ts";

/** To the permissions guide of a network, where there is one (R10, R18). */
export function PermissionsLink({ network, words }: { network: string; words: string }) {
  const topic = permissionsTopic[network];
  if (topic === undefined) return null;
  return (
    <p className="small" style={{ marginTop: 8 }}>
      <Link to="/help/$topic" params={{ topic }}>
        {words}
      </Link>
    </p>
  );
}
