"""The commands, one a module: ``HELP`` says what it is for, ``add_arguments`` what it takes, ``run`` does it."""
