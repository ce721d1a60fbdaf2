"""The living edition of a thesis on the financing of SME clusters in China.

The package is a house of floors; see CONTRIBUTING.md. A floor imports from the floors below it only.
"""
