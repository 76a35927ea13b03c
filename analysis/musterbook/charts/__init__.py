"""The charts, one a module: ``frame`` gives what is drawn, ``draw`` draws it, ``words`` says it, ``height`` fits it."""
