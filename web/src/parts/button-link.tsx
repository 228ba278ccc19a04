import { Button, type ButtonProps } from "@mantine/core";
import { createLink } from "@tanstack/react-router";

type Props = ButtonProps & Omit<React.ComponentProps<"a">, keyof ButtonProps>;

/** Looks like a button and is a link: it can be opened in another tab, and says where it leads. */
export const ButtonLink = createLink((props: Props) => <Button component="a" {...props} />);
