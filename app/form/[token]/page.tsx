import type { Metadata } from "next";
import { openFormPage } from "../open-form-page.tsx";

type Props = { params: Promise<{ token: string }> };

// The address is the secret: it must not travel on in a Referer or into a search engine.
export const metadata: Metadata = { title: "Form", referrer: "no-referrer", robots: { index: false } };

/** The form of a published pipeline that is on, for everyone with its address. */
export default async function FormLinkPage({ params }: Props) {
  return await openFormPage((await params).token, false);
}
