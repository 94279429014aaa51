/** One question to the tool and what came of it. */
import type { Problem, Wire } from './contract';
import { type Prepared, prepared } from './prepared';

export interface Question { url: string; body: string; headers: Record<string, string> }

export type Answered = { kind: 'new'; ready: Prepared } | { kind: 'refused'; problem: Problem } | { kind: 'failed'; why: string };

/** Ask; null when the question was taken back. */
export async function asked(question: Question, signal: AbortSignal): Promise<Answered | null> {
  try {
    const response = await fetch(question.url, { method: 'POST', body: question.body, headers: question.headers, signal, credentials: 'same-origin', cache: 'no-store' });
    if (response.ok) return { kind: 'new', ready: prepared((await response.json()) as Wire) };
    const problem = await problemOf(response);
    return problem ? { kind: 'refused', problem } : { kind: 'failed', why: String(response.status) };
  } catch (error) {
    if (signal.aborted) return null;
    return { kind: 'failed', why: error instanceof Error ? error.message : String(error) };
  }
}

/** The refusal in an answer; null where it holds none. */
export async function problemOf(response: Response): Promise<Problem | null> {
  try {
    const body = (await response.json()) as Problem;
    return typeof body.title === 'string' ? body : null;
  } catch {
    return null;
  }
}
