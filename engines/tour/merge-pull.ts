import type { Cast } from './cast.ts'
import { expectSame, paidClaim, paymentIn, sendClaim } from './claim.ts'
import { act } from './sandbox.ts'
import type { Step } from './tour.ts'

export const mergePull: Step = {
  title: 'a pull request is merged on GitHub and pays',
  async run(cast) {
    const rule = await newPullRule(cast, 'have a pull request merged')
    const { user, number } = await newContributor(cast, 'merged')
    const { repo } = cast.sandbox.world.github
    await act(cast.sandbox.github, { do: 'merge_pr', repo, number })
    const receipt = await paidClaim(cast, rule, user)
    return `${repo}#${number}: ${paymentIn(receipt, '200')}, ${receipt.workflow?.id}`
  },
}

type WhyNot = { gates: { gate: string; isOpen: boolean; code: string; message: string }[] }

export const leavePullOpen: Step = {
  title: 'whoever only opened one is not paid, and is told why not',
  async run(cast) {
    const rule = await newPullRule(cast, 'have another pull request merged')
    const { user, number } = await newContributor(cast, 'unmerged')
    const claim = await sendClaim(cast, rule, user)
    const receipt = await cast.api.receiptOnce(claim, 'unmet', ({ status }) => status === 'unmet')
    expectSame('what was booked', receipt.ledger.legs, [])
    const path = `/api/loyalty/rules/${rule}/why-not?userId=${user}`
    const shut = (await cast.api.get<WhyNot>(path)).gates.filter(({ isOpen }) => !isOpen)
    expectSame(
      'closed gates',
      shut.map(({ code }) => code),
      ['no_merged_pull'],
    )
    return `pull request ${number} is open: ${receipt.code}, "${shut[0]?.message}"`
  },
}

function newPullRule({ newRule, sandbox }: Cast, name: string): Promise<string> {
  const githubRepoUrl = `https://github.com/${sandbox.world.github.repo}`
  return newRule('github_merge_PR', name, { amount: 200, metadata: { githubRepoUrl } })
}

/** Somebody with an account on GitHub, and a pull request. */
async function newContributor(cast: Cast, stem: string) {
  const { github, world } = cast.sandbox
  const who = cast.newName(stem)
  const { id } = await act<{ id: number }>(github, { do: 'create_user', who })
  const user = await cast.newUser(who, { githubUser: who, githubUserId: String(id) })
  const opened = { do: 'open_pr', who, repo: world.github.repo }
  const { number } = await act<{ number: number }>(github, opened)
  return { user, number }
}
