"""A class in a room: how it is opened and joined, what its teacher and its learners see."""
