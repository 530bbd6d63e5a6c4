"""What holds for every process of the tests, scripts among them: numbers are the server's."""

from attnviz.learning.onednn import leave_out_onednn

leave_out_onednn()
