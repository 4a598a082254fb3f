/** What a claimant reads where the Snag API has no sentence of the rule type's own. */
export const notAchieved = 'Quest not achieved, please try again.'
