"""The glossary: what the letters and words mean."""

LETTERS = {
    "B": "batch: how many users are computed at once",
    "T": "positions of a history, padding included",
    "C": "candidates of a user",
    "D": "length of an item's vector, the embedding dimension",
    "F": "features side by side, such as 4 D in the activation unit's input",
    "u": "units of a hidden layer",
    "h": "heads of multi-head attention",
    "d": "length of a head's band of the embedding, D / h",
    "T_q, T_k": "queries that ask and keys that answer, in multi-head attention",
}
WORDS = {
    "candidate": "the item to score: would this user click it?",
    "history": "the items that a user clicked, oldest first",
    "padding": "empty positions that fill a history up to T; id 0",
    "embedding": "a table with one learned vector for each item; looking up is taking a row",
    "query": "the vector that asks: the candidate's, or in self-attention each click's",
    "key": "a click's vector as it is compared with the query",
    "value": "a click's vector as it is summed",
    "scores": "how well each key answers the query, before they are weighed against each other",
    "mask": "what may be attended to; padding may not",
    "weights": "what the scores become: how much each click counts",
    "context": "the sum of the values by weight: the interest vector",
    "head": "a band of the embedding that attends by itself",
    "epoch": "one pass through the click log in training; epoch 0 is untrained",
    "optimizer": "the rule that turns a gradient into a step of training: sgd goes along it, adam, "
    "rmsprop and adagrad scale each weight's step by what its gradients were before",
    "learning rate": "how large a step of training is; too small learns nothing, too large leaps",
    "loss": "what training makes small: the mean binary cross-entropy",
    "AUC": "the chance that a clicked candidate scores above one that was not; 0.5 is guessing",
    "attention mass": "the share of the weights on clicks of the candidate's own interest, "
    "over held-out users",
    "chance": "the share of such clicks: the mass that equal weights would have",
    "entropy": "how evenly weights are spread: 1 is equal, 0 is all on one click",
    "rank agreement": "whether two orders of the clicks are the same (1), unrelated (0) or "
    "opposite (−1): Spearman's correlation",
    "score": "the click model's probability of a click, from context and candidate",
}
