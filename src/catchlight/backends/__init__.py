"""Where takes come from: one backend a file behind one contract."""
