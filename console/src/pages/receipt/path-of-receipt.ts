/** What is asked for a receipt, which is also the key its answer is kept under. */
export function pathOfReceipt(id: string): string {
  return `/loyalty/receipts/${encodeURIComponent(id)}`
}
