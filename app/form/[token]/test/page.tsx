import type { Metadata } from "next";
import { openFormPage } from "../../open-form-page.tsx";

type Props = { params: Promise<{ token: string }> };

export const metadata: Metadata = { title: "Form", referrer: "no-referrer", robots: { index: false } };

/** The form as the draft has it. What is sent here starts no run. */
export default async function FormTestPage({ params }: Props) {
  return await openFormPage((await params).token, true);
}
