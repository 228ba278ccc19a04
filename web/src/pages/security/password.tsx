import { Button, PasswordInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { accepted } from "../../accepted.ts";
import { auth } from "../../auth.ts";
import { Section } from "../../parts/page.tsx";
import { FormError } from "../../parts/form-error.tsx";
import styles from "./security.module.css";

export function Password() {
  const [current, setCurrent] = useState("");
  const [fresh, setFresh] = useState("");
  const change = useMutation({
    mutationFn: async () =>
      accepted(await auth.changePassword({ currentPassword: current, newPassword: fresh, revokeOtherSessions: true })),
    onSuccess: () => {
      setCurrent("");
      setFresh("");
      notifications.show({
        title: "Password changed",
        message: "Your other sessions here have ended. Profiles stay connected.",
      });
    },
  });
  return (
    <Section title="Password">
      <form
        className={`${styles.part} ${styles.fields}`}
        onSubmit={(event) => {
          event.preventDefault();
          change.mutate();
        }}
      >
        <PasswordInput
          label="Current password"
          autoComplete="current-password"
          required
          value={current}
          onChange={(event) => setCurrent(event.currentTarget.value)}
        />
        <PasswordInput
          label="New password"
          description="At least 10 characters"
          autoComplete="new-password"
          minLength={10}
          required
          value={fresh}
          onChange={(event) => setFresh(event.currentTarget.value)}
        />
        <FormError of={change.error} />
        <Button type="submit" variant="default" loading={change.isPending}>
          Change password
        </Button>
      </form>
    </Section>
  );
}
