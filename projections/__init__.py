"""What do the events say? One file per view: a pure fold from a subject's history to typed rows."""
