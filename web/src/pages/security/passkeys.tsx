import { ActionIcon, Button, Skeleton, TextInput } from "@mantine/core";
import { IconFingerprint, IconTrash } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { accepted } from "../../accepted.ts";
import { auth } from "../../auth.ts";
import { Moment } from "../../parts/moment.tsx";
import { Section } from "../../parts/page.tsx";
import { FormError } from "../../parts/form-error.tsx";
import styles from "./security.module.css";

const key = { queryKey: ["passkeys"] };

/** Passkeys of this person: sign in with a fingerprint, a face or a security key. */
export function Passkeys() {
  const queries = useQueryClient();
  const [name, setName] = useState("");
  const passkeys = useQuery({ ...key, queryFn: async () => accepted(await auth.passkey.listUserPasskeys()) });
  const add = useMutation({
    mutationFn: async () => accepted(await auth.passkey.addPasskey({ name: name.trim() })),
    onSuccess: async () => {
      setName("");
      await queries.invalidateQueries(key);
    },
  });
  const remove = useMutation({
    mutationFn: async (id: string) => accepted(await auth.passkey.deletePasskey({ id })),
    onSuccess: () => queries.invalidateQueries(key),
  });
  const failure = add.error ?? remove.error ?? passkeys.error;
  return (
    <Section title="Passkeys">
      <div className={styles.part}>
        {passkeys.isPending && <Skeleton h={44} aria-label="Reading the passkeys" />}
        {passkeys.data?.length === 0 && (
          <p className="second">
            None yet. A passkey replaces the password with your fingerprint, face or security key.
          </p>
        )}
        <ul className={styles.keys}>
          {passkeys.data?.map((passkey) => (
            <li key={passkey.id}>
              <IconFingerprint size={17} aria-hidden />
              <span className="grow">
                {passkey.name ?? "Passkey"}{" "}
                <span className="small quiet">
                  added <Moment at={new Date(passkey.createdAt).toISOString()} />
                </span>
              </span>
              <ActionIcon
                aria-label={`Remove ${passkey.name ?? "passkey"}`}
                loading={remove.isPending}
                onClick={() => remove.mutate(passkey.id)}
              >
                <IconTrash size={16} />
              </ActionIcon>
            </li>
          ))}
        </ul>
        <form
          className={styles.fields}
          onSubmit={(event) => {
            event.preventDefault();
            add.mutate();
          }}
        >
          <TextInput
            label="Name of the new passkey"
            placeholder="My laptop"
            required
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <FormError of={failure} />
          <Button type="submit" variant="default" leftSection={<IconFingerprint size={15} />} loading={add.isPending}>
            Add passkey
          </Button>
        </form>
      </div>
    </Section>
  );
}
